"""The claim that every audited row is as the log last recorded it."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from gitrace.ledger.shapes import Shapes, Values, projected_digest
from gitrace.ledger.verify.evidence import Reader, Unreadable
from gitrace.ledger.verify.findings import Claim, Finding, Progress

_STEP = 5000


class Recorded(NamedTuple):
    """What the newest entry about a row said: the shape and digest, None once the row was deleted."""

    entry_index: int
    shape: int
    digest: bytes | None


class LatestRows:
    """The newest recorded digest of each row, gathered entry by entry. About 250 bytes a row."""

    def __init__(self) -> None:
        self._tables: dict[str, dict[int, Recorded]] = {}

    def learn(self, index: int, rows: list[Any]) -> None:
        """Take the rows part of entry `index`: [[table, key, shape, digest or null], …]."""
        for row in rows:
            table, key, shape, digest = row
            told = Recorded(index, shape, None if digest is None else bytes.fromhex(digest))
            self._tables.setdefault(table, {})[key] = told

    def take(self, table: str) -> dict[int, Recorded]:
        """What was recorded of a table; forgets it."""
        return self._tables.pop(table, {})

    def tables(self) -> tuple[str, ...]:
        """The tables that were not taken yet."""
        return tuple(self._tables)


def row_findings(reader: Reader, latest: LatestRows) -> Iterator[Finding | Progress]:
    """Compare today's rows with the newest digests, under the shape of each: changed, extra and missing rows.

    Does not verify operational tables (sessions, counters, jobs, scans), of which the log says nothing, nor schema,
    triggers and indexes; nor that a row was right when it was recorded.
    """
    for table in reader.shapes:
        try:
            yield from _table_findings(reader, table, latest.take(table))
        except Unreadable as fault:
            yield _finding("unreadable", f"The rows cannot be read to their end: {fault}.")
    for table in latest.tables():
        alive = [key for key, recorded in latest.take(table).items() if recorded.digest is not None]
        if alive:
            yield _finding("table-unknown", f"The log records {len(alive)} rows of a table {table} that is not there.")


def _table_findings(reader: Reader, table: str, recorded: dict[int, Recorded]) -> Iterator[Finding | Progress]:
    done = told = 0
    for done, (key, values) in enumerate(reader.rows(table), start=1):
        finding = row_finding(reader.shapes, table, key, values, recorded.pop(key, None))
        if finding is not None:
            yield finding
        if done % _STEP == 0:
            yield Progress(f"rows of {table}", done, newly=_STEP)
            told = done
    yield Progress(f"rows of {table}", done, newly=done - told)
    for key, said in recorded.items():
        if said.digest is not None:
            yield _finding("row-missing", f"Row {key} of {table} is gone; entry {said.entry_index} recorded it.")


def row_finding(shapes: Shapes, table: str, key: int, values: Values | None, said: Recorded | None) -> Finding | None:
    """What is wrong with one row, if anything."""
    if said is None:
        return _finding("row-unrecorded", f"Row {key} of {table} is there, and no entry ever recorded it.")
    if said.digest is None:
        return _finding("row-returned", f"Row {key} of {table} is there, though entry {said.entry_index} deleted it.")
    if not 1 <= said.shape <= len(shapes[table]):
        return _finding(
            "shape-unknown", f"Row {key} of {table}: entry {said.entry_index} uses a row shape that this release lacks."
        )
    today = None if values is None else projected_digest(shapes, table, said.shape, values)
    if today is None or bytes.fromhex(today) != said.digest:
        return _finding(
            "row-changed", f"Row {key} of {table} is not as entry {said.entry_index}, the last about it, left it."
        )
    return None


def _finding(code: str, sentence: str) -> Finding:
    return Finding(Claim.ROWS, code, sentence)
