"""Where a delivery's grams went, and taking them back from there when a correction makes it lighter.

A delivery's net is always what of it is unpoured, what was poured, and what was drawn unpoured. Taken back is, in this
order, what is still to be had:

1. what is unpoured;
2. what stands unlabelled in the lots it was poured into, newest pour first, and in lots those were carried over into:
   lot → delivery; of a processed lot lot → recovery for the product and processing → delivery for the shoots;
3. what was drawn from the delivery itself: loose sale, loss, … → delivery;

and then all of it goes delivery → certified, last plot debited first. The rest stands in use: OVERDRAFT → deficit of
the lot, newest pour first, and no certified account is credited for it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.balance.commands import OVERDRAFT, Books, Place, deficit, delivered, in_lot, recovery, without_label
from gitrace.balance.tables import WITHOUT_LABEL, Account, AccountKind, Posting
from gitrace.batches import rules
from gitrace.batches.queries import Flow, followed, lot_grams
from gitrace.batches.tables import Batch, Pour
from gitrace.deliveries.attribution import attribution
from gitrace.deliveries.commands import DRAWN, subject_of
from gitrace.deliveries.tables import Delivery
from gitrace.profile.commands import profile_version

CORRECTED = "correct"
"""Reason of every posting of a correction."""


@dataclass
class Stream:
    """One pour of a delivery, with its lot, and the lots of the same form that this was carried over into."""

    delivery: Delivery
    pour: Pour
    batch: Batch
    recovery: Decimal
    path: Sequence[Flow]
    """Into the lot itself, then into those it was carried into."""

    @property
    def is_fresh(self) -> bool:
        """Whether shoots are in the lot, and not what was made of them."""
        return self.batch.form == rules.FRESH

    def take(self, books: Books, grams: int) -> int:
        """Take up to so many grams back into the delivery from what is unlabelled; returns how many."""
        taken = self._take_fresh(books, grams) if self.is_fresh else self._take_processed(books, grams)
        self.pour.grams -= taken
        return taken

    def overdraw(self, books: Books, grams: int, in_use: dict[int, int]) -> Iterator[tuple[str, int]]:
        """Post up to so many grams, shoots, into deficits; yields lot and grams of the lot's own goods.

        Each lot of the path bears as much as stands in use in it, the lot itself what then remains.
        """
        part = min(grams, self.pour.grams)
        owed = part if self.is_fresh else self._product(part)
        self.pour.grams -= part
        shares = []
        for flow in self.path:
            uncovered = max(0, in_use.get(flow.batch_id, 0) - books.balance(deficit(flow.batch_id)))
            shares.append(min(owed, uncovered, _most(flow, owed)))
            owed -= shares[-1]
        shares[0] += owed
        for flow, share in zip(self.path, shares, strict=True):
            books.move(OVERDRAFT, deficit(flow.batch_id), share, CORRECTED)
            if share:
                yield flow.lot, share

    def _take_fresh(self, books: Books, grams: int) -> int:
        wanted = rest = min(grams, self.pour.grams)
        for flow in self.path:
            part = min(rest, books.balance(in_lot(flow.batch_id)), _most(flow, rest))
            books.move(in_lot(flow.batch_id), delivered(self.delivery.id), part, CORRECTED)
            rest -= part
        return wanted - rest

    def _take_processed(self, books: Books, grams: int) -> int:
        free = books.balance(in_lot(self.batch.id))
        part = min(grams, rules.fresh_within(free, self.pour.grams, self.recovery))
        season, producer_id = self.delivery.season, self.delivery.producer_id
        books.move(in_lot(self.batch.id), recovery(season), self._product(part), CORRECTED)
        processing = without_label(AccountKind.PROCESSING, producer_id, season)
        books.move(processing, delivered(self.delivery.id), part, CORRECTED)
        return part

    def _product(self, fresh_g: int) -> int:
        """By how much less there is of the product when the pour is lighter by so many grams."""
        before, after = self.pour.grams, self.pour.grams - fresh_g
        return rules.product_grams(before, self.recovery) - rules.product_grams(after, self.recovery)


@dataclass
class Holding:
    """The certified grams that a delivery holds, to be given back."""

    delivery: Delivery
    grams: dict[Place, int]

    @property
    def total_g(self) -> int:
        """All of it; more than the delivery's net by what deficits keep from its plots."""
        return sum(self.grams.values())

    def give_back(self, books: Books, grams: int, *, document: str = "") -> None:
        """delivery → certified, the account debited last first; a dealer's load goes back to where it came from."""
        for place in reversed(self.grams):
            part = min(grams, self.grams[place])
            books.move(delivered(self.delivery.id), place, part, CORRECTED, document=document)
            self.grams[place] -= part
            grams -= part


@dataclass
class Taken:
    """What a lighter delivery gave back, grams, and the deficits that it left, (lot, grams)."""

    returned_g: int = 0
    deficits: list[tuple[str, int]] = field(default_factory=list)


def holding(session: Session, delivery: Delivery) -> Holding:
    """What the delivery holds now."""
    return Holding(delivery, attribution(session, delivery.id))


def streams_of(session: Session, delivery: Delivery) -> list[Stream]:
    """The delivery's pours, newest first."""
    rows = session.exec(
        select(Pour, Batch)
        .join(Batch, col(Batch.id) == Pour.batch_id)
        .where(Pour.delivery_id == delivery.id)
        .order_by(col(Pour.id).desc())
    ).all()
    return [
        Stream(delivery, pour, batch, _recovery(session, batch), _path(session, pour, batch)) for pour, batch in rows
    ]


def take_back(session: Session, books: Books, streams: Sequence[Stream], held: Holding, grams: int) -> Taken:
    """Make the delivery lighter by so many grams; see above for what is posted."""
    delivery = held.delivery
    taken = Taken(min(grams, books.balance(delivered(delivery.id))))
    for stream in streams:
        taken.returned_g += stream.take(books, grams - taken.returned_g)
    taken.returned_g += _undraw(session, books, delivery, grams - taken.returned_g)
    held.give_back(books, taken.returned_g)
    _overdraw(session, books, streams, grams - taken.returned_g, taken)
    return taken


def _overdraw(session: Session, books: Books, streams: Sequence[Stream], grams: int, taken: Taken) -> None:
    if not grams:
        return
    lots = lot_grams(session, {flow.batch_id for stream in streams for flow in stream.path})
    in_use = {key: one.in_use_g for key, one in lots.items()}
    for stream in streams:
        part = min(grams, stream.pour.grams)
        taken.deficits += stream.overdraw(books, part, in_use)
        grams -= part


def _undraw(session: Session, books: Books, delivery: Delivery, grams: int) -> int:
    """Take back what was drawn from the delivery without ever being in a lot."""
    back = col(Account.id) == Posting.from_account_id
    net = sa.func.sum(sa.case((back, -col(Posting.grams)), else_=col(Posting.grams)))
    drawn = session.exec(
        select(Account.kind, net)
        .join(Posting, sa.or_(back, col(Account.id) == Posting.to_account_id))
        .where(Posting.document == subject_of(delivery.id), Posting.reason == DRAWN)
        .where(col(Account.kind).in_(WITHOUT_LABEL))
        .group_by(col(Account.kind))
    ).all()
    taken = 0
    for kind, most in drawn:
        place = without_label(AccountKind(kind), delivery.producer_id, delivery.season)
        part = min(grams - taken, int(most))
        books.move(place, delivered(delivery.id), part, DRAWN)
        taken += part
    return taken


def _most(flow: Flow, grams: int) -> int:
    """Of a lot that others were poured into as well, no more than was carried there is this delivery's."""
    return flow.grams if flow.carried else grams


def _path(session: Session, pour: Pour, batch: Batch) -> list[Flow]:
    """Processed lots measure their product, so that a way from shoots to product ends where it is made."""
    start = Flow(batch.id, batch.lot, pour.delivery_id, pour.grams, carried=False)
    flows = followed(session, [start])
    named = select(Batch.id, Batch.form).where(col(Batch.id).in_([flow.batch_id for flow in flows]))
    forms = dict(session.exec(named).all())
    return [flow for flow in flows if flow is start or forms[flow.batch_id] == batch.form]


def _recovery(session: Session, batch: Batch) -> Decimal:
    return profile_version(session, batch.profile_version).form(batch.form).recovery.value
