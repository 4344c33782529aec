"""Make the configured home's season unless it is complete, and find its labels of today.

python -m gitrace.demo: a child of `gitrace serve --demo`, so that the memory it takes is given back.
"""

import sys
from datetime import date

from gitrace import clock
from gitrace.clock import shanghai_day
from gitrace.demo.building import NotADemo, built
from gitrace.demo.examples import find_examples
from gitrace.demo.guide import shown, write_guide
from gitrace.demo.today import advice
from gitrace.demo.voices import own_page
from gitrace.errors import Unavailable
from gitrace.home import found_home
from gitrace.settings import Settings, load_settings
from gitrace.storage import BadKeys
from gitrace.storage.faults import NewerDatabase

_STEP = 10


def main() -> None:
    """Exit code 2 with a sentence when the home cannot be served as a demo."""
    settings = load_settings()
    try:
        _prepare(settings)
    except (NotADemo, BadKeys, NewerDatabase, Unavailable) as no:
        sys.stderr.write(f"gitrace: {no}\n")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)  # as a shell has it; the next start begins anew


def _prepare(settings: Settings) -> None:
    today = shanghai_day(clock.now())
    guide = built(settings, clock.now(), _Progress().tell)
    store = found_home(settings)
    try:
        labels, household = find_examples(store, today), own_page(store)
    finally:
        store.close()
    told = advice(date.fromisoformat(guide.made_on), today)
    write_guide(settings.home, shown(guide, labels=labels, household=household, today=told))


class _Progress:
    """A line every ten per cent."""

    def __init__(self) -> None:
        self._next = 0

    def tell(self, done: int) -> None:
        """`done`: per cent."""
        if done >= self._next:
            sys.stdout.write(f"making the demonstration season: {done} %\n")
            sys.stdout.flush()
            self._next = done - done % _STEP + _STEP


if __name__ == "__main__":
    main()
