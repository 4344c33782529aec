"""Deficits: what labels in use lack since a correction or a lowered certification. Above zero, a lot's labels stop.

A deficit ends in one of three ways. Labels of the lot are voided, and what that gives back goes to those whose grams
were overdrawn: `repay_deficit`. The delivery is corrected upwards again: `restore`. The regulator settles it with a
reason, deficit → OVERDRAFT, and nobody gets the grams back: `settle_deficit`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col, select

from gitrace.balance.commands import (
    OVERDRAFT,
    Books,
    certification,
    deficit,
    delivered,
    in_lot,
    recovery,
    without_label,
)
from gitrace.balance.events import DeficitSettled
from gitrace.balance.tables import Account, AccountKind, Posting
from gitrace.batches import rules
from gitrace.batches.own import lot_subject
from gitrace.batches.queries import the_batch
from gitrace.batches.streams import CORRECTED, Stream, holding
from gitrace.batches.tables import Batch
from gitrace.deliveries.commands import subject_of
from gitrace.deliveries.tables import Delivery
from gitrace.errors import Refusal
from gitrace.growers.rules import season_of
from gitrace.identifiers.entries import Words
from gitrace.people.acting import require_overseer
from gitrace.profile.commands import profile_version
from gitrace.work import Work

SETTLED = "settle"
REPAID = "repay"
"""Reasons of the postings with which a deficit ends. Each stands under the document that caused the deficit."""

_DELIVERY = "delivery:"


class SettleDeficit(BaseModel):
    """Why the regulator lets a deficit go."""

    model_config = ConfigDict(frozen=True)

    reason: Words = Field(title="核销理由")


@dataclass(frozen=True)
class Owed:
    """Part of a lot's deficit that is still open: the document that caused it, grams."""

    document: str
    grams: int


def open_deficits(session: Session, batch_id: int) -> Sequence[Owed]:
    """What the lot's deficit consists of, the oldest cause first."""
    place = deficit(batch_id)
    gained = col(Posting.to_account_id) == Account.id
    net = sa.func.sum(sa.case((gained, col(Posting.grams)), else_=-col(Posting.grams)))
    rows = session.exec(
        select(Posting.document, net)
        .join(Account, sa.or_(gained, col(Posting.from_account_id) == Account.id))
        .where(Account.kind == place.kind, Account.owner == place.owner)
        .group_by(col(Posting.document))
        .order_by(sa.func.min(Posting.id))
    )
    return [Owed(document, int(grams)) for document, grams in rows if grams > 0]


def settle_deficit(work: Work, form: SettleDeficit, *, lot: str) -> int:
    """Settle all of a lot's deficit; returns the grams.

    Raises Refusal("regulator-only" | "unknown-lot" | "no-deficit").
    """
    require_overseer(work.actor)
    batch = the_batch(work.session, lot)
    books = Books(work, lot_subject(lot))
    owed = books.balance(deficit(batch.id))
    if not owed:
        raise Refusal("no-deficit", "这个批次没有差额。")
    for part in open_deficits(work.session, batch.id):
        books.move(deficit(batch.id), OVERDRAFT, part.grams, SETTLED, document=part.document)
    settled = DeficitSettled(lot=lot, grams=owed, reason=form.reason)
    work.record(settled, subject=lot_subject(lot), rows=books.rows)
    return owed


def repay_deficit(books: Books, batch: Batch) -> int:
    """Let what is free in a lot make good its deficit; for the command that credited the lot, before it records.

    The oldest cause first. A correction's: deficit → OVERDRAFT, and lot → delivery → certified; of a processed lot
    lot → recovery and processing → delivery → certified. A lowered certification's: lot → certification, for the plot
    may not deliver it again. Returns the grams.
    """
    repaid = 0
    for owed in open_deficits(books.work.session, batch.id):
        part = min(owed.grams, books.balance(in_lot(batch.id)))
        if part == 0:
            break
        books.move(deficit(batch.id), OVERDRAFT, part, REPAID, document=owed.document)
        _give_back(books, batch, owed.document, part)
        repaid += part
    return repaid


def restore(books: Books, streams: Sequence[Stream], grams: int) -> int:
    """Undo deficits that earlier corrections of a delivery made, now that it is heavier; returns the grams of shoots.

    Its plots were never credited for them, so nothing is debited. What was made of shoots is left to the regulator.
    """
    fresh = [stream for stream in streams if stream.is_fresh]
    owed = _owed_by_lot(books.work.session, fresh)
    restored = 0
    for stream in fresh:
        for flow in stream.path:
            part = min(owed[flow.batch_id], grams - restored)
            books.move(deficit(flow.batch_id), OVERDRAFT, part, CORRECTED)
            owed[flow.batch_id] -= part
            stream.pour.grams += part
            restored += part
    return restored


def _owed_by_lot(session: Session, streams: Sequence[Stream]) -> dict[int, int]:
    """Grams that the delivery of these streams owes to each lot of them."""
    owed = {}
    for stream in streams:
        document = subject_of(stream.delivery.id)
        for flow in stream.path:
            of_lot = open_deficits(session, flow.batch_id)
            owed[flow.batch_id] = sum(one.grams for one in of_lot if one.document == document)
    return owed


def _give_back(books: Books, batch: Batch, document: str, grams: int) -> None:
    profile = profile_version(books.work.session, batch.profile_version)
    if not document.startswith(_DELIVERY):
        source = certification if batch.form == rules.FRESH else recovery
        books.move(in_lot(batch.id), source(season_of(batch.packed_on, profile)), grams, REPAID, document=document)
        return
    session = books.work.session
    delivery = session.get_one(Delivery, int(document.removeprefix(_DELIVERY)))
    held = holding(session, delivery)
    if batch.form == rules.FRESH:
        books.move(in_lot(batch.id), delivered(delivery.id), grams, REPAID, document=document)
    else:
        books.move(in_lot(batch.id), recovery(delivery.season), grams, REPAID, document=document)
        processing = without_label(AccountKind.PROCESSING, delivery.producer_id, delivery.season)
        # No more shoots than were withheld: a gram of product may stand for a dozen of them, and is never split.
        grams = min(int(grams / profile.form(batch.form).recovery.value), held.total_g - delivery.net_g)
        books.move(processing, delivered(delivery.id), grams, REPAID, document=document)
    held.give_back(books, grams, document=document)
