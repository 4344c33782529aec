"""Make the home if it is empty, and migrate it. Run as a child of `gitrace serve`, before anything is served."""

import sys

from gitrace.errors import Unavailable
from gitrace.home import found_home
from gitrace.settings import Settings, load_settings
from gitrace.storage import BadKeys, Store
from gitrace.storage.faults import NewerDatabase


def opened(settings: Settings) -> Store:
    """The home's store; or the process ends with exit code 2 and the sentence that says why it cannot be served."""
    try:
        return found_home(settings)
    except (BadKeys, NewerDatabase, Unavailable) as no:
        sys.stderr.write(f"gitrace: {no}\n")
        sys.exit(2)


def main() -> None:
    """Prepare the configured home."""
    opened(load_settings()).close()


if __name__ == "__main__":
    main()
