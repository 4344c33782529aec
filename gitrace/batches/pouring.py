"""Pouring, 投料: deliveries, or parts of them, become a lot's grams.

Fresh lots: delivery → lot. Processed lots: delivery → processing, and recovery → lot for what is made of it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from gitrace.balance.commands import Books, delivered, in_lot, recovery, without_label
from gitrace.balance.rules import refuse_beyond
from gitrace.balance.tables import AccountKind
from gitrace.batches import rules
from gitrace.batches.drawing import PROCESSED
from gitrace.batches.events import BatchPoured
from gitrace.batches.own import lot_subject, own_open_batch
from gitrace.batches.tables import Batch, Pour
from gitrace.clock import shanghai_day
from gitrace.deliveries.checks import fresh_since
from gitrace.deliveries.commands import subject_of
from gitrace.deliveries.queries import DeliveryLine, day_bounds, pourable, unpoured
from gitrace.deliveries.rules import refuse_failing
from gitrace.deliveries.tables import Delivery
from gitrace.deliveries.weight import shown_grams
from gitrace.errors import Refusal
from gitrace.growers.shortfall import uncovered_deliveries
from gitrace.profile import Profile
from gitrace.profile.commands import profile_version
from gitrace.work import Work

POURED = "pour"
"""Reason of the posting delivery → lot."""

Portion = tuple[Delivery, int]
"""A delivery and the grams of it that are poured."""


class Pick(BaseModel):
    """Deliveries picked by hand, each with all that is left of it."""

    model_config = ConfigDict(frozen=True)

    deliveries: list[int] = Field(title="交售单", min_length=1, max_length=500)


class PourPart(BaseModel):
    """A part of one delivery."""

    model_config = ConfigDict(frozen=True)

    delivery: int = Field(title="交售单")
    weight: str = Field(title="重量", max_length=20)
    unit: str = Field(default="斤", title="单位", max_length=10)


def pour_everything(work: Work, *, lot: str) -> list[Pour]:
    """One tap: all that the producer weighed of the lot's cover on its packing day and that may be poured.

    Of a processed lot: all that was weighed today. What a lowered yield left uncovered stays where it is; the lot's
    page counts it (`uncovered_today`). Raises Refusal("nothing-to-pour" | "yield-uncovered"), and as `pour`.
    """
    batch = own_open_batch(work, lot)
    lines = pourable_today(work.session, batch, work.now)
    if not lines:
        _refuse_uncovered_all(uncovered_today(work.session, batch, work.now))
        raise Refusal("nothing-to-pour", "这一天没有可投料的交售单；可逐笔选择 48 小时内的。")
    return pour(work, batch, [(line.delivery, line.unpoured_g) for line in lines])


def pour_picked(work: Work, form: Pick, *, lot: str) -> list[Pour]:
    """Pour all that is left of the picked deliveries. Raises Refusal("unknown-delivery"), and as `pour`."""
    batch = own_open_batch(work, lot)
    lines = _own_lines(work.session, batch, form.deliveries)
    return pour(work, batch, [(lines[key].delivery, lines[key].unpoured_g) for key in dict.fromkeys(form.deliveries)])


def pour_part(work: Work, form: PourPart, *, lot: str) -> list[Pour]:
    """Pour a part of one delivery. Raises Refusal("unknown-delivery" | "invalid-weight"), and as `pour`."""
    batch = own_open_batch(work, lot)
    line = _own_lines(work.session, batch, [form.delivery])[form.delivery]
    return pour(work, batch, [(line.delivery, shown_grams(form.weight, form.unit, "weight"))])


def pour(work: Work, batch: Batch, portions: Sequence[Portion]) -> list[Pour]:
    """Post the portions into the lot, one event for all of them, or none.

    Raises Refusal("lot-closed" | "lot-held" | "lot-recalled" | "packing-day-ahead" | "cover-differs" |
    "yield-uncovered" | "delivery-failing" | "weighed-after-packing" | "too-old" | "not-enough").
    """
    profile = profile_version(work.session, batch.profile_version)
    rules.refuse_closed(batch.state)
    rules.refuse_held(batch.hold, batch.recall_notice)
    rules.refuse_before_packing(batch.form, batch.packed_on, shanghai_day(work.now))
    books = Books(work, lot_subject(batch.lot))
    told = []
    uncovered = uncovered_deliveries(work.session, [delivery.id for delivery, _ in portions])
    for delivery, grams in portions:
        rules.refuse_uncovered(uncovered.get(delivery.id, 0), delivery.number)
        hours = _pourable_hours(work, batch, delivery, profile)
        refuse_beyond(max(grams, 1), books.balance(delivered(delivery.id)), "weight")
        _post(books, batch, delivery, grams, profile)
        told.append([delivery.id, grams, hours])
    pours = [
        Pour(batch_id=batch.id, delivery_id=delivery.id, grams=grams, poured_at=work.now)
        for delivery, grams in portions
    ]
    work.session.add_all(pours)
    work.session.flush()
    poured = BatchPoured(
        lot=batch.lot, grams=sum(grams for _, grams in portions), deliveries=told, profile_version=profile.version
    )
    touches = [subject_of(delivery.id) for delivery, _ in portions]
    work.record(poured, subject=lot_subject(batch.lot), rows=[*pours, *books.rows], touches=touches)
    return pours


def pourable_today(session: Session, batch: Batch, now: datetime) -> Sequence[DeliveryLine]:
    """What one tap would pour: weighed on the packing day, of a processed lot today, and young enough."""
    return _covered(session, _weighed_today(session, batch, now))


def uncovered_today(session: Session, batch: Batch, now: datetime) -> Sequence[DeliveryLine]:
    """What one tap would pour besides, had no certified yield been lowered."""
    passing = _weighed_today(session, batch, now)
    covered = {line.delivery.id for line in _covered(session, passing)}
    failing = _weighed_today(session, batch, now, failing="certified-yield")
    return [*failing, *(line for line in passing if line.delivery.id not in covered)]


def pourable_at_all(session: Session, batch: Batch, now: datetime) -> Sequence[DeliveryLine]:
    """What may be picked: everything young enough, weighed by the end of the packing day."""
    end = day_bounds(max(batch.packed_on, shanghai_day(now)) if batch.form != rules.FRESH else batch.packed_on)[1]
    since = now - _longest(session, batch)
    lines = pourable(session, producer_id=batch.producer_id, cover=batch.cover, since=since, until=end)
    return _covered(session, _dug_since(lines, since))


def _weighed_today(session: Session, batch: Batch, now: datetime, *, failing: str = "") -> Sequence[DeliveryLine]:
    start, end = day_bounds(batch.packed_on if batch.form == rules.FRESH else shanghai_day(now))
    since = max(start, now - _longest(session, batch))
    lines = pourable(session, producer_id=batch.producer_id, cover=batch.cover, since=since, until=end, failing=failing)
    return _dug_since(lines, now - _longest(session, batch))


def _dug_since(lines: Sequence[DeliveryLine], since: datetime) -> Sequence[DeliveryLine]:
    """Without those that were dug so long before they were weighed that they are too old by now."""
    return [line for line in lines if fresh_since(line.delivery.weighed_at, line.delivery.dug_on) >= since]


def _covered(session: Session, lines: Sequence[DeliveryLine]) -> Sequence[DeliveryLine]:
    uncovered = uncovered_deliveries(session, [line.delivery.id for line in lines])
    return [line for line in lines if line.delivery.id not in uncovered]


def _refuse_uncovered_all(lines: Sequence[DeliveryLine]) -> None:
    if lines:
        sentence = "这一天可投料的交售单都超过了调低后的核定产量，没有投料（以产定标：核定产量）。"
        raise Refusal("yield-uncovered", sentence)


def _longest(session: Session, batch: Batch) -> timedelta:
    profile = profile_version(session, batch.profile_version)
    return timedelta(hours=profile.labels.pour_within_hours.value)


def _own_lines(session: Session, batch: Batch, keys: Sequence[int]) -> dict[int, DeliveryLine]:
    lines = {
        key: line for key, line in unpoured(session, keys).items() if line.delivery.producer_id == batch.producer_id
    }
    if len(lines) < len(set(keys)):
        raise Refusal("unknown-delivery", "没有这张交售单。", "deliveries")
    return lines


def _pourable_hours(work: Work, batch: Batch, delivery: Delivery, profile: Profile) -> int:
    rules.refuse_other_cover(delivery.cover, batch.cover, delivery.number)
    refuse_failing(delivery.failing, delivery.number)
    rules.refuse_after_packing(batch.form, shanghai_day(delivery.weighed_at), batch.packed_on, delivery.number)
    return rules.hours_old(delivery.weighed_at, delivery.dug_on, work.now, delivery.number, profile)


def _post(books: Books, batch: Batch, delivery: Delivery, grams: int, profile: Profile) -> None:
    source = delivered(delivery.id)
    if batch.form == rules.FRESH:
        books.move(source, in_lot(batch.id), grams, POURED)
        return
    product_g = rules.product_grams(grams, profile.form(batch.form).recovery.value)
    books.move(source, without_label(AccountKind.PROCESSING, batch.producer_id, delivery.season), grams, PROCESSED)
    books.move(recovery(delivery.season), in_lot(batch.id), product_g, PROCESSED)
