"""A home ready for service: its ledger open, the product profile adopted, a place for scans."""

from gitrace.ledger.opening import open_home
from gitrace.profile.commands import adopt_seed
from gitrace.scans.place import make_place
from gitrace.settings import Settings
from gitrace.storage import Store


def found_home(settings: Settings) -> Store:
    """Open a home, making whatever an empty one lacks. Raises BadKeys, NewerDatabase, Unavailable."""
    store = open_home(settings)
    adopt_seed(store)
    make_place(store)
    return store
