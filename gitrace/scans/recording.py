"""Counting a scan: one durable commit, and the same scan never twice."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from gitrace.scans.place import scans_of
from gitrace.scans.tables import scan as scans
from gitrace.scans.tables import tally
from gitrace.storage import Instant, Store


@dataclass(frozen=True)
class Label:
    """A label that was issued: its lot, its GTIN, its number in both."""

    lot: str
    gtin: str
    number: int


@dataclass(frozen=True)
class Scan:
    """One look at one label. `key`: what makes two requests the same scan; `device`: keyed digest; `at`: aware."""

    label: Label
    key: str
    device: str
    at: datetime


@dataclass(frozen=True)
class Counted:
    """The scan's number among its label's scans, from 1, and the time of the first of them."""

    count: int
    first_at: datetime


_AT = sa.bindparam("at", type_=Instant)
_ONE = "lot = :lot AND gtin = :gtin AND number = :number"

# Claiming the key comes first: on PostgreSQL a second one with the same key then waits for the first to commit, and
# reads its number. Plain statements, the same on both databases.
_CLAIM = sa.text(
    "INSERT INTO scan (lot, gtin, number, key, at, device, ordinal) "
    "VALUES (:lot, :gtin, :number, :key, :at, :device, 0) ON CONFLICT (lot, gtin, number, key) DO NOTHING"
).bindparams(_AT)
_TALLY = (
    sa.text(
        "INSERT INTO scan_tally AS t (lot, gtin, number, count, first_at) VALUES (:lot, :gtin, :number, 1, :at) "
        "ON CONFLICT (lot, gtin, number) DO UPDATE SET count = t.count + 1 RETURNING count, first_at"
    )
    .bindparams(_AT)
    .columns(count=sa.BigInteger, first_at=Instant)
)
_NUMBER = sa.text(f"UPDATE scan SET ordinal = :ordinal WHERE {_ONE} AND key = :key")  # noqa: S608 - our own words


def record(store: Store, scan: Scan) -> Counted:
    """Count a scan and commit it; one whose key came before is answered with the first's number.

    Raises Unavailable: then nothing was counted.
    """
    with scans_of(store).writing() as connection:
        return _count(connection, scan)


def _count(connection: sa.Connection, scan: Scan) -> Counted:
    label = {"lot": scan.label.lot, "gtin": scan.label.gtin, "number": scan.label.number}
    claim = {**label, "key": scan.key, "at": scan.at, "device": scan.device}
    if not connection.execute(_CLAIM, claim).rowcount:
        return _first_answer(connection, scan)
    count, first_at = connection.execute(_TALLY, {**label, "at": scan.at}).one()
    connection.execute(_NUMBER, {**label, "key": scan.key, "ordinal": count})
    return Counted(count, first_at)


def _first_answer(connection: sa.Connection, scan: Scan) -> Counted:
    ordinal = sa.select(scans.c.ordinal).where(_is_of(scans, scan.label), scans.c.key == scan.key)
    first_at = sa.select(tally.c.first_at).where(_is_of(tally, scan.label))
    return Counted(connection.execute(ordinal).scalar_one(), connection.execute(first_at).scalar_one())


def counted_so_far(store: Store, label: Label) -> Counted | None:
    """How often a label was looked at, and when first; None for one that never was. Counts nothing."""
    with scans_of(store).reading() as connection:
        found = connection.execute(sa.select(tally.c.count, tally.c.first_at).where(_is_of(tally, label))).one_or_none()
    return None if found is None else Counted(*found)


def _is_of(table: sa.Table, label: Label) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.lot == label.lot, table.c.gtin == label.gtin, table.c.number == label.number)
