"""The rows of some tables as the entries last left them, for a log that comes without its tables."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from gitrace.replay.entries import Entry, Row
from gitrace.replay.lots import COLUMNS

_KEPT = {
    "account": ("kind", "owner", "balance_g"),
    "batch": tuple(COLUMNS),
    "carton": ("run_id", "number", "grams", "packs_gtin", "packs_first", "packs_last"),
    "certified_yield": ("plot_id", "season", "grams"),
    "delivery": ("number", "net_g"),
    "hold_proposal": ("report_id", "answer", "held"),
    "label_range": ("run_id", "first", "last", "state", "reason"),
    "label_reprint": ("run_id", "first", "last"),
    "label_run": ("gtin", "first", "last", "shoot_g", "key_number", "prints"),
    "posting": ("from_account_id", "to_account_id", "grams"),
    "pour": ("delivery_id", "grams"),
    "release_proposal": ("batch_id", "state"),
}
"""The columns that are compared."""


class Recorded:
    """The newest values of each row."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[int, Row]] = defaultdict(dict)

    def learn(self, entries: Iterable[Entry]) -> None:
        """From all entries of a transaction."""
        for entry in entries:
            for table, key, values in entry.changes:
                if table in _KEPT and values is not None:
                    self._rows[table][key] = {column: values[column] for column in _KEPT[table]}
                elif table in _KEPT:
                    self._rows[table].pop(key, None)

    def rows(self, table: str) -> Iterator[tuple[int, Row]]:
        """In the order of their keys."""
        yield from sorted(self._rows[table].items())
