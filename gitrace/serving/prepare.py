"""Make the home if it is empty, and migrate it. Run as a child of `gitrace serve`, before anything is served."""

import sys

from gitrace.errors import Unavailable
from gitrace.ledger.opening import open_home
from gitrace.settings import Settings, load_settings
from gitrace.storage import BadKeys
from gitrace.storage.migrate import NewerDatabase


def refused(settings: Settings) -> str | None:
    """Open the home and close it; returns why it cannot be served, or None."""
    try:
        open_home(settings).close()
    except (BadKeys, NewerDatabase, Unavailable) as no:
        return str(no)
    return None


def main() -> None:
    """Prepare the configured home; exit code 2 with a sentence when it cannot be."""
    no = refused(load_settings())
    if no is not None:
        sys.exit(_say(no))


def _say(no: str) -> int:
    sys.stderr.write(f"gitrace: {no}\n")
    return 2


if __name__ == "__main__":
    main()
