"""Looking for copies: the labels of each day that is over are judged once, some at a time.

Labels that nobody looked at that day are never read, and of the others most are passed over by what one statement
tells of them: too few looks for evidence, and all of them while the label was in use.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.batches.tables import Batch
from gitrace.clock import shanghai_day
from gitrace.labels.tables import LabelRange, Run
from gitrace.profile.commands import profile_on
from gitrace.scans.copies import write_facts
from gitrace.scans.days import first_day_scanned, is_settled, scanned_on
from gitrace.scans.judgement import Facts, Lifetime, Look, is_out_of_use, judge
from gitrace.scans.pins import used_again, uses_of
from gitrace.scans.place import scans_of
from gitrace.scans.scan import Label
from gitrace.scans.tables import CopyDecision, CopySearch, CopySuspicion, scan, tally
from gitrace.storage import Store, keeping, reading

LABELS_A_BITE = 1000
MOST_LOOKS = 20_000
"""Of one label that are judged, the latest: a label shown on television has more."""

_BEFORE_ALL = Label("", "", 0)


@dataclass(frozen=True)
class Reached:
    """How far the search has come: the labels of `day` up to this one are judged."""

    day: date
    label: Label = _BEFORE_ALL


def reached(store: Store) -> Reached | None:
    """Where to go on; None before the first scan of all."""
    with reading(store) as session:
        row = session.exec(select(CopySearch)).one_or_none()
    if row is not None:
        return Reached(row.day, Label(row.lot, row.gtin, row.number))
    day = first_day_scanned(store)
    return None if day is None else Reached(day)


def search_on(store: Store, place: Reached, now: datetime) -> Reached | None:
    """Judge the next labels and keep what was found; where to go on, None when no day that is over is left."""
    if place.label == _BEFORE_ALL:
        day = first_day_scanned(store, place.day)
        if day is None:
            return None
        place = Reached(day)
    if not is_settled(place.day, now):
        return None
    counts = _looked_at(store, place)
    with reading(store) as session:
        bounds = profile_on(session, shanghai_day(now)).copying
        lifetimes = lifetimes_of(session, counts)
        decided = last_decided(session, counts)
        pins = {label: uses_of(session, label, decided.get(label)) for label in used_again(session, counts)}
    suspect = [
        label
        for label, count in counts.items()
        if count >= bounds.networks.value or label in pins or is_out_of_use(lifetimes[label], place.day)
    ]
    judged = {
        one: judge(_looks_at(store, one, decided.get(one)), lifetimes[one], bounds, pin_uses=pins.get(one, ()))
        for one in suspect
    }
    more = len(counts) == LABELS_A_BITE
    following = Reached(place.day, next(reversed(counts))) if more else Reached(place.day + timedelta(days=1))
    with keeping(store) as session:
        _keep(session, {label: facts for label, facts in judged.items() if facts.flagged}, decided, now)
        _note(session, following)
    return following


def _looked_at(store: Store, place: Reached) -> dict[Label, int]:
    """The next labels that were looked at on the day, each with how often it ever was, in the order of their names."""
    # By the day's looks first: by the names of labels it would walk through those of all 90 days.
    looked_at = sa.select(scan.c.lot, scan.c.gtin, scan.c.number).where(scanned_on(place.day))
    looks = looked_at.cte("looks").prefix_with("MATERIALIZED")
    name = looks.c.lot, looks.c.gtin, looks.c.number
    after = sa.tuple_(*name) > sa.tuple_(*map(sa.literal, (place.label.lot, place.label.gtin, place.label.number)))
    named = sa.select(*name).where(after).distinct().order_by(*name).limit(LABELS_A_BITE)
    some = named.subquery()
    same = sa.and_(*(tally.c[name] == some.c[name] for name in ("lot", "gtin", "number")))
    counted = (
        sa.select(some, tally.c.count).join_from(some, tally, same).order_by(some.c.lot, some.c.gtin, some.c.number)
    )
    with scans_of(store).reading() as connection:
        return {Label(lot, gtin, number): count for lot, gtin, number, count in connection.execute(counted)}


def _looks_at(store: Store, label: Label, since: datetime | None) -> list[Look]:
    """Those that no decision has dealt with."""
    of_label = scan.c.lot == label.lot, scan.c.gtin == label.gtin, scan.c.number == label.number
    new = () if since is None else (scan.c.at > since,)
    latest = sa.select(scan.c.at, scan.c.network, scan.c.region).where(*of_label, *new).order_by(scan.c.at.desc())
    with scans_of(store).reading() as connection:
        return [Look(*row) for row in connection.execute(latest.limit(MOST_LOOKS))]


def lifetimes_of(session: Session, labels: Collection[Label]) -> dict[Label, Lifetime]:
    """When each label was in use: one statement, however many lots."""
    ranges = (
        sa.select(
            col(Batch.lot),
            col(Run.gtin),
            col(LabelRange.first),
            col(LabelRange.last),
            col(LabelRange.in_use_at),
            col(LabelRange.ended_at),
        )
        .join_from(LabelRange, Run, col(Run.id) == col(LabelRange.run_id))
        .join(Batch, col(Batch.id) == col(Run.batch_id))
        .where(col(Batch.lot).in_({label.lot for label in labels}))
    )
    of_lot: dict[tuple[str, str], list[tuple[int, int, Lifetime]]] = {}
    for lot, gtin, first, last, *times in session.execute(ranges):
        of_lot.setdefault((lot, gtin), []).append((first, last, Lifetime(*times)))
    return {label: _lifetime(of_lot.get((label.lot, label.gtin), ()), label.number) for label in labels}


def _lifetime(ranges: Sequence[tuple[int, int, Lifetime]], number: int) -> Lifetime:
    return next((lifetime for first, last, lifetime in ranges if first <= number <= last), Lifetime())


def last_decided(session: Session, labels: Collection[Label]) -> dict[Label, datetime]:
    """When each was last decided on, of those that ever were."""
    name = (col(CopyDecision.lot), col(CopyDecision.gtin), col(CopyDecision.number))
    latest = sa.select(*name, sa.func.max(col(CopyDecision.decided_at))).group_by(*name)
    of_lots = latest.where(col(CopyDecision.lot).in_({label.lot for label in labels}))
    return {Label(lot, gtin, number): at for lot, gtin, number, at in session.execute(of_lots)}


def _keep(session: Session, found: Mapping[Label, Facts], decided: Mapping[Label, datetime], now: datetime) -> None:
    since = last_decided(session, found)
    for label, facts in found.items():
        if since.get(label) != decided.get(label):
            continue  # somebody has just decided on what we found
        row = suspicion_of(session, label) or CopySuspicion(
            lot=label.lot, gtin=label.gtin, number=label.number, facts="", found_at=now
        )
        row.facts = write_facts(facts)
        session.add(row)


def suspicion_of(session: Session, label: Label) -> CopySuspicion | None:
    """What waits for a decision on a label."""
    of_label = CopySuspicion.lot == label.lot, CopySuspicion.gtin == label.gtin, CopySuspicion.number == label.number
    return session.exec(select(CopySuspicion).where(*of_label)).one_or_none()


def _note(session: Session, place: Reached) -> None:
    row = session.exec(select(CopySearch)).one_or_none() or CopySearch(day=place.day)
    row.day, row.lot, row.gtin, row.number = place.day, place.label.lot, place.label.gtin, place.label.number
    session.add(row)
