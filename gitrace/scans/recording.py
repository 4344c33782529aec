"""Counting scans: one durable commit for all that wait, and the same scan never twice."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from gitrace.ledger.append import subjects_seen_at
from gitrace.scans.place import scans_of
from gitrace.scans.tables import tally
from gitrace.storage import Instant, Store
from gitrace.storage.statements import Convert, Statement, run


@dataclass(frozen=True)
class Label:
    """A label that was issued: its lot, its GTIN, its number in both."""

    lot: str
    gtin: str
    number: int


@dataclass(frozen=True)
class Scan:
    """One look at one label. `key`: what makes two requests the same scan; `device`, `network`: keyed digests; `at`:
    aware; `region`: empty where it is not known.
    """

    label: Label
    key: str
    device: str
    at: datetime
    network: str = ""
    region: str = ""


@dataclass(frozen=True)
class Counted:
    """The scan's number among its label's scans, from 1, and the time of the first of them."""

    count: int
    first_at: datetime


Row = dict[str, object]

_ROWS = {
    "sqlite": ("(SELECT {} FROM json_each(?)) AS n", "value ->> '{0}' AS {0}"),
    "postgresql": ("json_to_recordset(%s::json) AS n({})", "{0} {1}"),
}
"""A table `n` of rows that came as one JSON text, and how it names a column."""
_KINDS = {"number": "bigint", "count": "bigint", "ordinal": "bigint", "at": "timestamptz"}
_LABEL = "lot, gtin, number"


@dataclass(frozen=True)
class _Question:
    """A statement that takes its rows as one JSON text; `answers`: the columns that it answers with."""

    text: str
    answers: tuple[str, ...] = ()


# Claiming the keys comes first: on PostgreSQL a second scan with the same key then waits for the first to commit, and
# finds its number. Both statements take their rows in one order, so that two processes never wait for each other.
_CLAIM = _Question(
    "INSERT INTO scan (lot, gtin, number, key, at, device, network, region, ordinal) "
    f"SELECT {_LABEL}, key, at, device, network, region, 0 FROM {{rows}} WHERE true ORDER BY {_LABEL}, key "
    f"ON CONFLICT ({_LABEL}, key) DO NOTHING RETURNING {{answers}}",
    ("lot", "gtin", "number", "key"),
)
_TALLY = _Question(
    f"INSERT INTO scan_tally AS t ({_LABEL}, count, first_at) "
    f"SELECT {_LABEL}, count, at FROM {{rows}} WHERE true ORDER BY {_LABEL} "
    f"ON CONFLICT ({_LABEL}) DO UPDATE SET count = t.count + excluded.count RETURNING {{answers}}",
    ("lot", "gtin", "number", "count", "first_at"),
)
_SAME = "scan.lot = n.lot AND scan.gtin = n.gtin AND scan.number = n.number AND scan.key = n.key"
_NUMBER = _Question(f"UPDATE scan SET ordinal = n.ordinal FROM {{rows}} WHERE {_SAME}")
_NUMBERED = _Question(
    f"SELECT {{answers}} FROM {{rows}} JOIN scan ON {_SAME} "
    "JOIN scan_tally AS t ON t.lot = n.lot AND t.gtin = n.gtin AND t.number = n.number",
    ("n.lot", "n.gtin", "n.number", "n.key", "scan.ordinal", "t.first_at"),
)


def record(store: Store, scan: Scan) -> Counted:
    """Count a scan and commit it, with all others of this process that wait by then; one whose key came before is
    answered with the first's number.

    Raises Unavailable: then nothing was counted, or it was and its number is not known.
    """
    return record_and_see(store, scan, ())[0]


def record_and_see(store: Store, scan: Scan, subjects: Sequence[str]) -> tuple[Counted, dict[str, int]]:
    """The same, and the greatest index of an entry that touched each of `subjects`, and perhaps of others: read after
    the scan was asked for and before it is committed.
    """
    place = scans_of(store)

    def settle(asked: Sequence[tuple[Scan, Sequence[str]]]) -> list[tuple[Counted, dict[str, int]]]:
        concerned = {one for _scan, subjects in asked for one in subjects}
        with place.writing() as connection:
            with place.ledger(connection) as ledger:
                seen_at = subjects_seen_at(ledger, concerned) if concerned else {}
            counted = _count(connection, [scan for scan, _subjects in asked])
        return [(one, seen_at) for one in counted]

    return place.group.ask((scan, subjects), settle)  # type: ignore[no-any-return]


def _count(connection: sa.Connection, scans: Sequence[Scan]) -> list[Counted]:
    asked = {(one.label, one.key): one for one in reversed(scans)}  # of two with one key the first one counts
    claimed = {(Label(*row[:3]), row[3]) for row in _run(connection, _CLAIM, [_row(one) for one in asked.values()])}
    counted = _number(connection, [one for name, one in reversed(asked.items()) if name in claimed])
    known = [_row(one) for name, one in asked.items() if name not in claimed]
    for *label, key, ordinal, first_at in _run(connection, _NUMBERED, known):
        counted[Label(*label), key] = Counted(ordinal, first_at)
    return [counted[one.label, one.key] for one in scans]


def _number(connection: sa.Connection, scans: Sequence[Scan]) -> dict[tuple[Label, str], Counted]:
    """Of scans whose keys are new, in the order in which they came."""
    looks: dict[Label, list[Scan]] = {}
    for one in scans:
        looks.setdefault(one.label, []).append(one)
    counted = {}
    totals = [_row(some[0], count=len(some)) for some in looks.values()]
    for *label, count, first_at in _run(connection, _TALLY, totals):
        some = looks[Label(*label)]
        for ordinal, one in enumerate(some, count - len(some) + 1):
            counted[one.label, one.key] = Counted(ordinal, first_at)
    _run(connection, _NUMBER, [_row(one, ordinal=counted[one.label, one.key].count) for one in scans])
    return counted


def _row(scan: Scan, **more: object) -> Row:
    label = scan.label
    row = {"lot": label.lot, "gtin": label.gtin, "number": label.number, "key": scan.key, "at": scan.at}
    return {**row, "device": scan.device, "network": scan.network, "region": scan.region, **more}


def _run(connection: sa.Connection, question: _Question, rows: Sequence[Row]) -> Sequence[Any]:
    if not rows:
        return ()
    text, answers, written = _written(question, tuple(rows[0]), connection.dialect)
    return run(connection, [Statement(text, [(json.dumps(rows, default=written),)], answers)])[0]


@cache
def _written(
    question: _Question, columns: tuple[str, ...], dialect: sa.Dialect
) -> tuple[str, tuple[Convert, ...], Callable[[Any], str]]:
    """The text for rows of these columns, how each answer is read, and how an instant is written."""
    table, column = _ROWS[dialect.name]
    rows = table.format(", ".join(column.format(name, _KINDS.get(name, "text")) for name in columns))
    instant = Instant().dialect_impl(dialect)
    read, bind = instant.result_processor(dialect, None), instant.bind_processor(dialect)
    answers = tuple(read if name.endswith("_at") else None for name in question.answers)
    text = question.text.format(rows=rows, answers=", ".join(question.answers))
    return text, answers, lambda at: str(bind(at) if bind else at)


def counted_so_far(store: Store, label: Label) -> Counted | None:
    """How often a label was looked at, and when first; None for one that never was. Counts nothing."""
    with scans_of(store).reading() as connection:
        found = connection.execute(sa.select(tally.c.count, tally.c.first_at).where(_is_of(tally, label))).one_or_none()
    return None if found is None else Counted(*found)


def _is_of(table: sa.Table, label: Label) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.lot == label.lot, table.c.gtin == label.gtin, table.c.number == label.number)
