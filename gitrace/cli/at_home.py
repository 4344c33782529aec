"""The home that the settings name, for the time of a command."""

from collections.abc import Iterator
from contextlib import contextmanager

from gitrace.home import found_home
from gitrace.settings import load_settings
from gitrace.storage import Store


@contextmanager
def at_home() -> Iterator[Store]:
    """Open it, made if it is not there. Raises as `found_home`."""
    store = found_home(load_settings())
    try:
        yield store
    finally:
        store.close()
