"""Counting scans: one durable commit for all that wait, and the same scan never twice."""

import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from gitrace.errors import Unavailable
from gitrace.ledger.append import seeing_subjects
from gitrace.scans.place import ScanPlace, scans_of
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
_TRIES = 5
"""In which a batch comes through beside another process that counts some of the same scans."""


@dataclass(frozen=True)
class _Question:
    """A statement that takes its rows as one JSON text. `columns`: of the rows; `answers`: that it answers with."""

    text: str
    columns: tuple[str, ...]
    answers: tuple[str, ...] = ()


_NAME = ("lot", "gtin", "number", "key")
_SAME = "scan.lot = n.lot AND scan.gtin = n.gtin AND scan.number = n.number AND scan.key = n.key"
_KNOWN = _Question(
    f"SELECT {{answers}} FROM {{rows}} JOIN scan ON {_SAME} "
    "JOIN scan_tally AS t ON t.lot = n.lot AND t.gtin = n.gtin AND t.number = n.number",
    _NAME,
    ("n.lot", "n.gtin", "n.number", "n.key", "scan.ordinal", "t.first_at"),
)
# Both take their rows in one order, so that two processes on PostgreSQL never wait for each other.
_TALLY = _Question(
    f"INSERT INTO scan_tally AS t ({_LABEL}, count, first_at) "
    f"SELECT {_LABEL}, count, at FROM {{rows}} WHERE true ORDER BY {_LABEL} "
    f"ON CONFLICT ({_LABEL}) DO UPDATE SET count = t.count + excluded.count RETURNING {{answers}}",
    ("lot", "gtin", "number", "count", "at"),
    ("lot", "gtin", "number", "count", "first_at"),
)
_KEEP = _Question(
    f"INSERT INTO scan ({_LABEL}, key, at, device, network, region, ordinal) "
    f"SELECT {_LABEL}, key, at, device, network, region, ordinal FROM {{rows}} WHERE true ORDER BY {_LABEL}, key "
    f"ON CONFLICT ({_LABEL}, key) DO NOTHING RETURNING {{answers}}",
    (*_NAME, "at", "device", "network", "region", "ordinal"),
    ("number",),
)


class _Overtaken(Exception):
    """Another process counted one of these scans since we looked; nothing of ours is kept."""


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
        counted, seen_at = _settled(place, [scan for scan, _subjects in asked], concerned)
        return [(one, seen_at) for one in counted]

    return place.group.ask((scan, subjects), settle)  # type: ignore[no-any-return]


def _settled(
    place: ScanPlace, scans: Sequence[Scan], subjects: Collection[str]
) -> tuple[list[Counted], dict[str, int]]:
    for _try in range(_TRIES):
        with suppress(_Overtaken), place.writing() as connection:
            seen_at, known = _look_up(place, connection, scans, subjects)
            return _count(connection, scans, known), seen_at
    raise Unavailable("the same scans are being counted elsewhere")


def _look_up(
    place: ScanPlace, connection: sa.Connection, scans: Sequence[Scan], subjects: Collection[str]
) -> tuple[dict[str, int], dict[Name, Counted]]:
    """How new the subjects are, and which of the scans were counted before: in one question where one database knows
    both.
    """
    known = _asking(connection, _KNOWN, [one.name for one in scans])
    with place.ledger(connection) as ledger:
        seeing = [seeing_subjects(ledger.dialect, subjects)] if subjects else []
        if ledger is connection:
            *seen, counted = run(connection, [*seeing, known])
        else:
            seen, [counted] = run(ledger, seeing), run(connection, [known])
    return {name: index for found in seen for name, index in found}, {row[:4]: Counted(*row[4:]) for row in counted}


def _count(connection: sa.Connection, scans: Sequence[Scan], known: Mapping[Name, Counted]) -> list[Counted]:
    """The scans in the order in which they came; of two with one key the first one counts. Raises _Overtaken."""
    fresh = {one.name: one for one in reversed(scans) if one.name not in known}
    if not fresh:
        return [known[one.name] for one in scans]
    looks: dict[Label, list[Scan]] = {}
    for one in reversed(fresh.values()):
        looks.setdefault(one.label, []).append(one)
    totals = [(*label, len(some), _written_at(some[0])) for label, some in looks.items()]
    counted = dict(known)
    for lot, gtin, number, count, first_at in _run(connection, _TALLY, totals):
        some = looks[Label(lot, gtin, number)]
        counted |= {one.name: Counted(n, first_at) for n, one in enumerate(some, count - len(some) + 1)}
    rows = [
        (*name, _written_at(one), one.device, one.network, one.region, counted[name].count)
        for name, one in fresh.items()
    ]
    if len(_run(connection, _KEEP, rows)) < len(rows):
        raise _Overtaken
    return [counted[one.name] for one in scans]


def _run(connection: sa.Connection, question: _Question, rows: Sequence[tuple[object, ...]]) -> list[tuple[Any, ...]]:
    return run(connection, [_asking(connection, question, rows)])[0]


def _asking(connection: sa.Connection, question: _Question, rows: Sequence[tuple[object, ...]]) -> Statement:
    text, answers = _put(question, connection.dialect)
    return Statement(text, [(json.dumps(rows),)], answers)


@cache
def _put(question: _Question, dialect: sa.Dialect) -> tuple[str, tuple[Convert, ...]]:
    """The statement's text, and how each of its answers is read."""
    table, column = _ROWS[dialect.name]
    names = [column.format(i, name, _KINDS.get(name, "text")) for i, name in enumerate(question.columns)]
    read = Instant().dialect_impl(dialect).result_processor(dialect, None)
    answers = tuple(read if name.endswith("_at") else None for name in question.answers)
    return question.text.format(rows=table.format(", ".join(names)), answers=", ".join(question.answers)), answers


def _written_at(scan: Scan) -> str:
    """As SQLite keeps instants, and as PostgreSQL reads them in our sessions, whose zone is UTC."""
    return scan.at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def counted_so_far(store: Store, label: Label) -> Counted | None:
    """How often a label was looked at, and when first; None for one that never was. Counts nothing."""
    with scans_of(store).reading() as connection:
        found = connection.execute(sa.select(tally.c.count, tally.c.first_at).where(_is_of(tally, label))).one_or_none()
    return None if found is None else Counted(*found)


def _is_of(table: sa.Table, label: Label) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.lot == label.lot, table.c.gtin == label.gtin, table.c.number == label.number)
