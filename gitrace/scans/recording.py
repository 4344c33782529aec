"""Counting scans: one durable commit for all that wait, and the same scan never twice."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from gitrace.ledger.append import subjects_seen_at
from gitrace.scans.place import scans_of
from gitrace.scans.tables import tally
from gitrace.storage import Instant, Store
from gitrace.storage.statements import Convert, Statement, run


class Label(NamedTuple):
    """A label that was issued: its lot, its GTIN, its number in both."""

    lot: str
    gtin: str
    number: int


class Scan(NamedTuple):
    """One look at one label. `key`: what makes two requests the same scan; `device`, `network`: keyed digests; `at`:
    aware; `region`: empty where it is not known.
    """

    label: Label
    key: str
    device: str
    at: datetime
    network: str = ""
    region: str = ""

    @property
    def name(self) -> "Name":
        """What no other scan has."""
        return *self.label, self.key


@dataclass(frozen=True)
class Counted:
    """The scan's number among its label's scans, from 1, and the time of the first of them."""

    count: int
    first_at: datetime


Name = tuple[str, str, int, str]
"""Of a scan: lot, GTIN, number, key."""

_ROWS = {
    "sqlite": ("(SELECT {} FROM json_each(?)) AS n", "value ->> {0} AS {1}"),
    "postgresql": ("(SELECT {} FROM json_array_elements(%s::json)) AS n", "(value ->> {0})::{2} AS {1}"),
}
"""A table `n` of rows that came as one JSON text, and how it names and types a place of theirs."""
_KINDS = {"number": "bigint", "count": "bigint", "ordinal": "bigint", "at": "timestamptz"}
_LABEL = "lot, gtin, number"


@dataclass(frozen=True)
class _Question:
    """A statement that takes its rows as one JSON text. `columns`: of the rows; `answers`: that it answers with."""

    text: str
    columns: tuple[str, ...]
    answers: tuple[str, ...] = ()


# Claiming the keys comes first: on PostgreSQL a second scan with the same key then waits for the first to commit, and
# finds its number. Both statements take their rows in one order, so that two processes never wait for each other.
_NAME = ("lot", "gtin", "number", "key")
_CLAIM = _Question(
    "INSERT INTO scan (lot, gtin, number, key, at, device, network, region, ordinal) "
    f"SELECT {_LABEL}, key, at, device, network, region, 0 FROM {{rows}} WHERE true ORDER BY {_LABEL}, key "
    f"ON CONFLICT ({_LABEL}, key) DO NOTHING RETURNING {{answers}}",
    (*_NAME, "at", "device", "network", "region"),
    _NAME,
)
_TALLY = _Question(
    f"INSERT INTO scan_tally AS t ({_LABEL}, count, first_at) "
    f"SELECT {_LABEL}, count, at FROM {{rows}} WHERE true ORDER BY {_LABEL} "
    f"ON CONFLICT ({_LABEL}) DO UPDATE SET count = t.count + excluded.count RETURNING {{answers}}",
    ("lot", "gtin", "number", "count", "at"),
    ("lot", "gtin", "number", "count", "first_at"),
)
_SAME = "scan.lot = n.lot AND scan.gtin = n.gtin AND scan.number = n.number AND scan.key = n.key"
_NUMBER = _Question(f"UPDATE scan SET ordinal = n.ordinal FROM {{rows}} WHERE {_SAME}", (*_NAME, "ordinal"))
_NUMBERED = _Question(
    f"SELECT {{answers}} FROM {{rows}} JOIN scan ON {_SAME} "
    "JOIN scan_tally AS t ON t.lot = n.lot AND t.gtin = n.gtin AND t.number = n.number",
    _NAME,
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
    asked = {one.name: one for one in reversed(scans)}  # of two with one key the first one counts
    written = _how_written(connection.dialect)
    rows = [(*name, written(one.at), one.device, one.network, one.region) for name, one in asked.items()]
    claimed = set(_run(connection, _CLAIM, rows))
    counted = _number(connection, [one for name, one in reversed(asked.items()) if name in claimed])
    for *name, ordinal, first_at in _run(connection, _NUMBERED, [name for name in asked if name not in claimed]):
        counted[tuple(name)] = Counted(ordinal, first_at)
    return [counted[one.name] for one in scans]


def _number(connection: sa.Connection, scans: Sequence[Scan]) -> dict[tuple[Any, ...], Counted]:
    """Of scans whose keys are new, in the order in which they came."""
    looks: dict[Label, list[Scan]] = {}
    for one in scans:
        looks.setdefault(one.label, []).append(one)
    written = _how_written(connection.dialect)
    totals = [(*label, len(some), written(some[0].at)) for label, some in looks.items()]
    counted: dict[tuple[Any, ...], Counted] = {}
    for lot, gtin, number, count, first_at in _run(connection, _TALLY, totals):
        some = looks[Label(lot, gtin, number)]
        for ordinal, one in enumerate(some, count - len(some) + 1):
            counted[one.name] = Counted(ordinal, first_at)
    _run(connection, _NUMBER, [(*name, one.count) for name, one in counted.items()])
    return counted


def _run(connection: sa.Connection, question: _Question, rows: Sequence[tuple[object, ...]]) -> Sequence[Any]:
    if not rows:
        return ()
    text, answers = _written(question, connection.dialect)
    return run(connection, [Statement(text, [(json.dumps(rows),)], answers)])[0]


@cache
def _written(question: _Question, dialect: sa.Dialect) -> tuple[str, tuple[Convert, ...]]:
    """The statement's text, and how each of its answers is read."""
    table, column = _ROWS[dialect.name]
    names = [column.format(i, name, _KINDS.get(name, "text")) for i, name in enumerate(question.columns)]
    read = Instant().dialect_impl(dialect).result_processor(dialect, None)
    answers = tuple(read if name.endswith("_at") else None for name in question.answers)
    return question.text.format(rows=table.format(", ".join(names)), answers=", ".join(question.answers)), answers


@cache
def _how_written(dialect: sa.Dialect) -> Callable[[datetime], str]:
    """How an instant is written in the rows."""
    bind = Instant().dialect_impl(dialect).bind_processor(dialect)
    return lambda at: str(bind(at) if bind else at)


def counted_so_far(store: Store, label: Label) -> Counted | None:
    """How often a label was looked at, and when first; None for one that never was. Counts nothing."""
    with scans_of(store).reading() as connection:
        found = connection.execute(sa.select(tally.c.count, tally.c.first_at).where(_is_of(tally, label))).one_or_none()
    return None if found is None else Counted(*found)


def _is_of(table: sa.Table, label: Label) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.lot == label.lot, table.c.gtin == label.gtin, table.c.number == label.number)
