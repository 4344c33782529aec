"""The rows of some tables as the entries last left them, for a log that comes without its tables."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from gitrace.replay.entries import Entry, Row

_TABLES = frozenset(
    {
        "account",
        "batch",
        "carton",
        "certified_yield",
        "delivery",
        "hold_proposal",
        "label_range",
        "label_reprint",
        "label_run",
        "posting",
        "pour",
        "release_proposal",
    }
)


class Recorded:
    """The newest values of each row."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[int, Row]] = defaultdict(dict)

    def learn(self, entries: Iterable[Entry]) -> None:
        """From all entries of a transaction."""
        for entry in entries:
            for table, key, values in entry.changes:
                if table in _TABLES and values is not None:
                    self._rows[table][key] = values
                elif table in _TABLES:
                    self._rows[table].pop(key, None)

    def rows(self, table: str) -> Iterator[tuple[int, Row]]:
        """In the order of their keys."""
        yield from sorted(self._rows[table].items())
