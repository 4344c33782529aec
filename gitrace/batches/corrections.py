"""Correcting a delivery: what was keyed is keyed anew; what it said before stays on record.

Postings, all under the delivery's name, in this order:

- lighter: taken back as `gitrace.batches.streams` says; what is in use already becomes the lot's deficit;
- another household, plot, cover or season: what the delivery holds is debited to the new plots, certified → delivery,
  and credited to the former ones, delivery → certified;
- heavier: deficits that the delivery caused end first, deficit → OVERDRAFT; the rest is debited like a weighing,
  certified → delivery, and refused beyond the certified yield;
- what came back to a plot that had delivered more than it is certified for by now leaves it again, certified →
  certification.
"""

from pydantic import Field

from gitrace.balance.commands import Books, delivered, unattributed
from gitrace.batches.deficits import restore
from gitrace.batches.own import lot_subject
from gitrace.batches.queries import flows_of
from gitrace.batches.rejudging import judged_again
from gitrace.batches.streams import CORRECTED, Holding, Taken, holding, streams_of, take_back
from gitrace.batches.tables import Pour
from gitrace.deliveries.commands import grower_subjects, subject_of
from gitrace.deliveries.entry import Entry, Keyed, read_entry
from gitrace.deliveries.events import DeliveryCorrected
from gitrace.deliveries.grounds import Debit
from gitrace.deliveries.judging import frozen
from gitrace.deliveries.price import keep_price
from gitrace.deliveries.tables import Delivery, DeliveryCorrection
from gitrace.errors import Refusal
from gitrace.growers.shortfall import withdraw_uncovered
from gitrace.identifiers.entries import Words
from gitrace.ledger.append import RowKey
from gitrace.ledger.canonical import Json, canonical
from gitrace.ledger.shapes import canonical_value
from gitrace.people.acting import require_own
from gitrace.profile import failures
from gitrace.work import Work

_TELLING = (
    "household_id",
    "plot_id",
    "scale_id",
    "weighed_at",
    "cover",
    "grade",
    "unit",
    "gross_g",
    "tare_g",
    "deduction_g",
    "net_g",
    "dug_on",
    "failing",
)
"""Columns of a delivery that its correction keeps, before and after."""


class CorrectDelivery(Keyed):
    """A delivery as it ought to have been keyed, and why it was not."""

    reason: Words = Field(title="更正理由")


def the_delivery(work: Work, delivery_id: int) -> Delivery:
    """The delivery, of whoever acts. Raises Refusal("unknown-delivery" | "not-yours")."""
    delivery = work.session.get(Delivery, delivery_id)
    if delivery is None:
        raise Refusal("unknown-delivery", "没有这张交售单。")
    require_own(work.actor, delivery.producer_id)
    return delivery


def correct_delivery(work: Work, form: CorrectDelivery, *, delivery_id: int) -> Delivery:
    """Correct a delivery, judge it again, and bring the books to what it now says.

    Raises Refusal("not-yours" | "unknown-delivery" | "nothing-changed" | "yield-exceeded"), and as `read_entry`.
    """
    delivery = the_delivery(work, delivery_id)
    known = form if form.weighed_at else form.model_copy(update={"weighed_at": delivery.weighed_at})
    entry = read_entry(work.session, known, producer_id=delivery.producer_id, now=work.now)
    before, subjects = _told(delivery), set(grower_subjects(delivery.household_id, ()))
    change = _Change(work, delivery, entry)
    change.settle()
    change.rewrite()
    priced = keep_price(work, delivery_id, entry.price_fen)
    if before == _told(delivery) and not priced:
        raise Refusal("nothing-changed", "没有改动任何内容。")
    correction = DeliveryCorrection(
        delivery_id=delivery.id, reason=form.reason, before=before, after=_told(delivery), corrected_at=work.now
    )
    work.session.add(correction)
    work.session.flush()
    subjects |= {lot_subject(flow.lot) for flow in flows_of(work.session, [delivery.id])}
    subjects |= set(grower_subjects(delivery.household_id, change.debits))
    rows = [delivery, correction, *priced, *change.rows]
    work.record(change.event(form.reason), subject=subject_of(delivery.id), rows=rows, touches=sorted(subjects))
    return delivery


class _Change:
    """One correction on its way: the books of it, where the grams went, whose they are."""

    def __init__(self, work: Work, delivery: Delivery, entry: Entry) -> None:
        self.work, self.delivery, self.entry = work, delivery, entry
        self.net_before_g = delivery.net_g
        self.books = Books(work, subject_of(delivery.id))
        self.streams = streams_of(work.session, delivery)
        self.held = holding(work.session, delivery)
        self.taken = Taken()
        self.debits: list[Debit] = []
        self.rows: list[RowKey | Pour] = []

    def settle(self) -> None:
        """Post everything. Raises Refusal("yield-exceeded")."""
        heavier = self.entry.net_g - self.net_before_g
        if heavier < 0:
            self.taken = take_back(self.work.session, self.books, self.streams, self.held, -heavier)
        self._move_to_other_plots()
        if heavier > 0:
            self._debit(heavier - restore(self.books, self.streams, heavier))
        withdraw_uncovered(self.books, self.held.grams)
        self.rows = [*self.books.rows, *(stream.pour for stream in self.streams)]
        self.work.session.add_all(stream.pour for stream in self.streams)

    def rewrite(self) -> None:
        """Bring the delivery's row to what was keyed, and judge it."""
        findings = judged_again(self.work.session, self.delivery, self.entry)
        for column, value in self.entry.columns().items():
            setattr(self.delivery, column, value)
        self.delivery.findings, self.delivery.failing = frozen(findings), " ".join(failures(findings))
        self.delivery.corrections += 1
        self.work.session.add(self.delivery)

    def event(self, reason: str) -> DeliveryCorrected:
        """What happened."""
        return DeliveryCorrected(
            number=self.delivery.number,
            reason=reason,
            net_before_g=self.net_before_g,
            net_g=self.delivery.net_g,
            returned_g=self.taken.returned_g,
            deficits=[[lot, grams] for lot, grams in self.taken.deficits],
            failing=self.delivery.failing,
            profile_version=self.delivery.profile_version,
        )

    def _move_to_other_plots(self) -> None:
        """What accounts hold that are no candidates any more goes over to those that are."""
        if self.entry.grounds.household_id is None:
            mine = {unattributed(self.entry.grounds.season)}
        else:
            mine = {ground.place for ground in self.entry.grounds.plots}
        others = {place: grams for place, grams in self.held.grams.items() if place not in mine}
        moved = Holding(self.delivery, others)
        if moved.total_g:
            self._debit(moved.total_g)
            moved.give_back(self.books, moved.total_g)

    def _debit(self, grams: int) -> None:
        for debit in self.entry.grounds.as_in(self.books).debits(grams):
            self.books.move(debit.place, delivered(self.delivery.id), debit.grams, CORRECTED)
            self.debits.append(debit)


def _told(delivery: Delivery) -> str:
    """What a correction keeps of a delivery, as canonical JSON."""
    told: Json = {name: canonical_value(getattr(delivery, name)) for name in _TELLING}
    return canonical(told).decode()
