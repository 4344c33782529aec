"""Counting scans: one durable commit for all that wait, and the same scan never twice."""

from collections.abc import Sequence

import sqlalchemy as sa

from gitrace.scans.place import scans_of
from gitrace.scans.scan import Counted, Label, Scan
from gitrace.scans.settling import settle
from gitrace.scans.tables import tally
from gitrace.storage import Store


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

    def settle_all(asked: Sequence[tuple[Scan, Sequence[str]]]) -> list[tuple[Counted, dict[str, int]]]:
        concerned = {one for _scan, subjects in asked for one in subjects}
        counted, seen_at = settle(place, [scan for scan, _subjects in asked], concerned)
        return [(one, seen_at) for one in counted]

    return place.group.ask((scan, subjects), settle_all)  # type: ignore[no-any-return]


def counted_so_far(store: Store, label: Label) -> Counted | None:
    """How often a label was looked at, and when first; None for one that never was. Counts nothing."""
    with scans_of(store).reading() as connection:
        found = connection.execute(sa.select(tally.c.count, tally.c.first_at).where(_is_of(tally, label))).one_or_none()
    return None if found is None else Counted(*found)


def _is_of(table: sa.Table, label: Label) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.lot == label.lot, table.c.gtin == label.gtin, table.c.number == label.number)
