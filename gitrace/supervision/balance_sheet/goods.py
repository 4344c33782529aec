"""What lots of a season came to, by the township that each is from: labels, lots suspended; and call-backs made."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import sqlalchemy as sa
from sqlmodel import Session, col

from gitrace.balance.tables import Account, AccountKind
from gitrace.batches.events import BatchHeld
from gitrace.batches.tables import Batch
from gitrace.batches.townships import townships_of
from gitrace.callbacks.tables import Callback, CallState
from gitrace.deliveries.tables import Delivery
from gitrace.growers.tables import Household
from gitrace.labels.tables import LabelRange, RangeState, Run
from gitrace.ledger import tables as ledger
from gitrace.supervision.days import days_within
from gitrace.supervision.returns.period import Days

Line = list[str | int]
"""A township's code, empty where it is not known, and its figures."""

_LABELS = col(LabelRange.last) - col(LabelRange.first) + 1


def lots_by_township(session: Session, packed: Days) -> dict[int, str]:
    """By key, every lot packed in these days; an empty code where nothing was poured yet."""
    lots = session.execute(sa.select(col(Batch.id)).where(*days_within(col(Batch.packed_on), *packed))).scalars().all()
    return dict.fromkeys(lots, "") | townships_of(session, lots)


def label_lines(session: Session, lots: dict[int, str], packed: Days) -> list[Line]:
    """[code, issued, in use, grams under these, void]."""
    within = days_within(col(Batch.packed_on), *packed)
    runs = (
        sa.select(col(Batch.id), sa.func.sum(col(Run.last) - col(Run.first) + 1))
        .join(Run, col(Run.batch_id) == col(Batch.id))
        .where(*within)
        .group_by(col(Batch.id))
    )
    ranges = (
        sa.select(col(Batch.id), _where(RangeState.IN_USE), _where(RangeState.VOID))
        .select_from(LabelRange)
        .join(Run, col(Run.id) == col(LabelRange.run_id))
        .join(Batch, col(Batch.id) == col(Run.batch_id))
        .where(*within)
        .group_by(col(Batch.id))
    )
    parts = [
        *((key, [issued, 0, 0, 0]) for key, issued in session.execute(runs)),
        *((key, [0, used, 0, void]) for key, used, void in session.execute(ranges)),
        *((key, [0, 0, grams, 0]) for key, grams in _grams_in_use(session) if key in lots),
    ]
    return _by_township((lots[key], figures) for key, figures in parts)


def _grams_in_use(session: Session) -> Iterator[tuple[int, int]]:
    """Of every lot, by key, once for each GTIN: `lot:41/06901234000016`."""
    accounts = sa.select(col(Account.owner), col(Account.balance_g)).where(col(Account.kind) == AccountKind.IN_USE)
    for owner, grams in session.execute(accounts):
        yield int(owner.removeprefix("lot:").partition("/")[0]), int(grams)


def lot_lines(session: Session, lots: dict[int, str]) -> list[Line]:
    """[code, packed, of these ever suspended]."""
    entry = ledger.entry.c
    held = sa.select(entry.subject).where(entry.tag == f"{BatchHeld.tag}/{BatchHeld.tag_version}").distinct()
    numbers = {subject.removeprefix("lot:") for subject in session.execute(held).scalars()}
    suspended = set(session.execute(sa.select(col(Batch.id)).where(col(Batch.lot).in_(numbers))).scalars())
    return _by_township((code, [1, int(key in suspended)]) for key, code in lots.items())


def call_lines(session: Session, season: int) -> list[Line]:
    """[code, deliveries drawn, called about], by the township of the household."""
    called = sa.func.sum(sa.case((col(Callback.state) != CallState.WAITING, 1), else_=0))
    rows = session.execute(
        sa.select(col(Household.township), sa.func.count(), called)
        .select_from(Callback)
        .join(Delivery, col(Delivery.id) == col(Callback.delivery_id))
        .join(Household, col(Household.id) == col(Callback.household_id))
        .where(col(Delivery.season) == season)
        .group_by(col(Household.township))
    )
    return _by_township((code, [drawn, made]) for code, drawn, made in rows)


def _where(state: RangeState) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((col(LabelRange.state) == state, _LABELS), else_=0))


def _by_township(lines: Iterable[tuple[str, list[int]]]) -> list[Line]:
    sums: dict[str, list[int]] = defaultdict(list)
    for code, figures in lines:
        sums[code] = [int(a) + int(b) for a, b in zip(sums[code] or [0] * len(figures), figures, strict=True)]
    return [[code, *sums[code]] for code in sorted(sums)]
