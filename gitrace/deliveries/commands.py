"""Weighing in, 过磅, and shoots that leave before they were in a lot."""

from collections.abc import Iterable, Sequence
from datetime import date

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from gitrace.balance.commands import Books, delivered, without_label
from gitrace.balance.rules import destination, refuse_beyond
from gitrace.deliveries import rules, weight
from gitrace.deliveries.entry import Entry, Weigh, read_entry
from gitrace.deliveries.events import DeliveryDrawn, DeliveryWeighed
from gitrace.deliveries.grounds import Debit, Grounds, used_g
from gitrace.deliveries.judging import frozen
from gitrace.deliveries.price import keep_price
from gitrace.deliveries.tables import Delivery
from gitrace.errors import Refusal
from gitrace.growers.succession import refuse_closed
from gitrace.people.acting import require_own
from gitrace.profile import failures
from gitrace.storage.tables import table_of
from gitrace.work import Work

WEIGHED = "weigh"
"""Reason of the postings of a weighing: certified[plot] → delivery, of a dealer's load unattributed → delivery."""

DRAWN = "draw"
"""Reason of the postings of shoots that leave without a label."""

_delivery = table_of(Delivery)
# Between two bounds for the index, and LIKE because a collation may pass over hyphens.
_GREATEST = sa.select(sa.func.max(_delivery.c.number)).where(
    _delivery.c.producer_id == sa.bindparam("producer"),
    _delivery.c.number.between(sa.bindparam("first"), sa.bindparam("last")),
    _delivery.c.number.like(sa.bindparam("like")),
)
_TAKEN = sa.select(_delivery.c.id).where(
    _delivery.c.producer_id == sa.bindparam("producer"), _delivery.c.number == sa.bindparam("first")
)


def subject_of(delivery_id: int) -> str:
    """A delivery's name in the ledger."""
    return f"delivery:{delivery_id}"


def grower_subjects(household_id: int | None, debits: Iterable[Debit]) -> list[str]:
    """A household's and its plots' names in the ledger. Never the producer's: every page of every lot of it would be
    rendered anew at each weighing.
    """
    household = [] if household_id is None else [f"household:{household_id}"]
    return [*household, *(f"plot:{debit.plot_id}" for debit in debits if debit.plot_id)]


def weigh(work: Work, form: Weigh, *, producer_id: int) -> Delivery:
    """Record a weighing: certified grams of its plots become the delivery's, its findings are frozen with it.

    A delivery that fails a check is recorded all the same; it cannot be poured. Raises Refusal("not-yours" |
    "duplicate" | "yield-exceeded"), and what `read_entry` raises.
    """
    require_own(work.actor, producer_id)
    entry = read_entry(work.session, form, producer_id=producer_id, now=work.now)
    if entry.grounds.household_id is not None:
        refuse_closed(work.session, entry.grounds.household_id, "household", at=entry.weighed_at)
    number = form.number or _next_number(work.session, producer_id, entry.day)
    if form.number is not None:
        _refuse_taken(work.session, producer_id, number)
    debits = entry.grounds.debits(entry.net_g)
    delivery = _new_delivery(work, entry, producer_id, number)
    books = _books_of(work, delivery, entry.grounds, debits)
    weighed = DeliveryWeighed(
        number=number,
        producer=producer_id,
        household=delivery.household_id,
        debits=[[debit.plot_id, debit.grams] for debit in debits if debit.plot_id],
        net_g=delivery.net_g,
        failing=delivery.failing,
        profile_version=delivery.profile_version,
    )
    priced = keep_price(work, delivery.id, entry.price_fen) if entry.price_fen else []
    touches = grower_subjects(delivery.household_id, debits)
    work.record(weighed, subject=subject_of(delivery.id), rows=[delivery, *priced, *books.rows], touches=touches)
    return delivery


def _new_delivery(work: Work, entry: Entry, producer_id: int, number: str) -> Delivery:
    findings = entry.findings(used_g(work.session, entry.grounds) + entry.net_g)
    delivery = Delivery(
        number=number,
        producer_id=producer_id,
        entered_at=work.now,
        failing=" ".join(failures(findings)),
        findings=frozen(findings),
        **entry.columns(),
    )
    work.session.add(delivery)
    work.session.flush()
    return delivery


def _books_of(work: Work, delivery: Delivery, grounds: Grounds, debits: Sequence[Debit]) -> Books:
    books = Books(work, subject_of(delivery.id))
    for account in grounds.accounts:
        books.know(*account)
    target = delivered(delivery.id)
    books.opening(target)
    for debit in debits:
        books.move(debit.place, target, debit.grams, WEIGHED)
    return books


def _next_number(session: Session, producer_id: int, day: date) -> str:
    stem = f"{day:%y%m%d}-"
    asked = {"producer": producer_id, "first": stem, "last": f"{stem}9999", "like": f"{stem}%"}
    return rules.numbered(day, session.connection().execute(_GREATEST, asked).scalar_one())


def _refuse_taken(session: Session, producer_id: int, number: str) -> None:
    if session.connection().execute(_TAKEN, {"producer": producer_id, "first": number}).first() is not None:
        raise Refusal("duplicate", "交售单号 {number} 已经登记。", "number", number=number)


class DrawDelivery(BaseModel):
    """Shoots of a delivery that leave without having been in a lot: too old, failing, or sold as they came."""

    model_config = ConfigDict(frozen=True)

    to: str = Field(title="去向")
    weight: str = Field(default="", title="重量", description="留空为全部未投料的重量。", max_length=20)
    unit: str = Field(default="斤", title="单位", max_length=10)


def draw_delivery(work: Work, form: DrawDelivery, *, delivery: Delivery) -> None:
    """Post unpoured grams of a delivery to where they went: delivery → loose sale, processing, …

    Raises Refusal("not-yours" | "unknown-destination" | "invalid-weight" | "not-enough").
    """
    require_own(work.actor, delivery.producer_id)
    kind = destination(form.to)
    books = Books(work, subject_of(delivery.id))
    free = books.balance(delivered(delivery.id))
    grams = weight.shown_grams(form.weight, form.unit, "weight") if form.weight else free
    refuse_beyond(max(grams, 1), free, "weight")
    books.move(delivered(delivery.id), without_label(kind, delivery.producer_id, delivery.season), grams, DRAWN)
    drawn = DeliveryDrawn(number=delivery.number, to=kind.value, grams=grams)
    work.record(drawn, subject=subject_of(delivery.id), rows=books.rows)
