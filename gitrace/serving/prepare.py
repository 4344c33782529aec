"""Make the home if it is empty, and migrate it. Run as a child of `gitrace serve`, before anything is served."""

import sys

from gitrace.backup.rollback import NotRolledBack, accept_rollback
from gitrace.erasure.listing import redo_lost
from gitrace.errors import Stopped, Unavailable
from gitrace.home import found_home
from gitrace.scans.regions import read_regions
from gitrace.serving.home import ACCEPT
from gitrace.settings import MisspeltSetting, Settings, load_settings
from gitrace.storage import BadKeys, Store
from gitrace.storage.faults import NewerDatabase


def opened(settings: Settings) -> Store:
    """The home's store; or the process ends with exit code 2 and the sentence that says why it cannot be served."""
    try:
        read_regions(settings.region_prefixes)  # before any worker does, who could only fail to start
        return found_home(settings)
    except (BadKeys, MisspeltSetting, NewerDatabase, Unavailable) as no:
        sys.stderr.write(f"gitrace: {no}\n")
        sys.exit(2)


def main() -> None:
    """Prepare the configured home; with --accept-rollback, go on with a log that is older than it was. Erasures that it
    lost are done again.
    """
    settings = load_settings()
    if ACCEPT in sys.argv:
        _accept(settings)
    store = opened(settings)
    _erase_again(store)
    store.close()


def _erase_again(store: Store) -> None:
    """Whoever was erased stays erased, though an older backup was put back."""
    try:
        redone = redo_lost(store, store.settings.checkpoint_dir)
    except Stopped:
        return  # nothing is written until the rollback is accepted; the next start comes here again
    for line in redone:
        sys.stderr.write(f"gitrace: {line.person} was erased by law on {line.erased_at}, and now again\n")


def _accept(settings: Settings) -> None:
    store = opened(settings.model_copy(update={"checkpoint_dir": None}))
    try:
        accept_rollback(store, settings.checkpoint_dir)
    except NotRolledBack as no:
        sys.stderr.write(f"gitrace: {no}\n")
        sys.exit(2)
    finally:
        store.close()


if __name__ == "__main__":
    main()
