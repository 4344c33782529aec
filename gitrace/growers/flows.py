"""Where grams went from one account, read from the postings alone, so that neither deliveries nor lots need be known.

Poured into a processed lot, shoots go delivery → processing, one account for all of the producer's season, and their
product goes recovery → lot. Both postings stand under the lot's document, which is how the two are brought together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.balance.commands import Place
from gitrace.balance.tables import Account, AccountKind, Posting

_PROCESSED, _DRAWN = "process", "draw"
"""Reasons of postings of shoots: those that became a lot's product, and those that left without being in a lot."""


@dataclass(frozen=True)
class Flow:
    """Grams that went from one account to another, less what came back. `document`: of the last of these postings;
    `recovery`: grams of the lot's own goods for each of them.
    """

    account: Account
    grams: int
    last: int
    document: str
    recovery: Fraction = Fraction(1)

    def goods(self, grams: int) -> int:
        """What so many of its grams are in the lot; a fraction of a gram is dropped, as when it was poured."""
        return int(grams * self.recovery)


def flows(session: Session, source: Place, kind: AccountKind) -> Sequence[Flow]:
    """What went from an account to accounts of a kind and stayed there, the newest first."""
    account = _account(session, source)
    if account is None:
        return []
    there = _between(session, col(Posting.from_account_id) == account.id, Posting.to_account_id, kind)
    back = {
        one.account.id: one.grams
        for one in _between(session, col(Posting.to_account_id) == account.id, Posting.from_account_id, kind)
    }
    net = [Flow(one.account, one.grams - back.get(one.account.id, 0), one.last, one.document) for one in there]
    return sorted((one for one in net if one.grams > 0), key=lambda one: -one.last)


def _between(session: Session, mine: sa.ColumnElement[bool], others: int, kind: AccountKind) -> list[Flow]:
    rows = session.exec(
        select(Account, Posting)
        .join(Account, col(Account.id) == col(others))
        .where(mine, Account.kind == kind)
        .order_by(col(Posting.id))
    )
    sums: dict[int, Flow] = {}
    for account, posting in rows:
        known = sums[account.id].grams if account.id in sums else 0
        sums[account.id] = Flow(account, known + posting.grams, posting.id, posting.document)
    return list(sums.values())


def into_lots(session: Session, delivery: Place) -> Sequence[Flow]:
    """Into which lots a delivery's shoots went, as they are or as product, the newest pour first."""
    made = _into_processed(session, delivery)
    return sorted([*flows(session, delivery, AccountKind.LOT), *made], key=lambda one: -one.last)


def _into_processed(session: Session, delivery: Place) -> Sequence[Flow]:
    """Grams of shoots by processed lot; what came back to the delivery came from the newest pours."""
    account = _account(session, delivery)
    poured = _poured(session, account) if account else []
    back = _came_back(session, account) if account and poured else 0
    found = []
    for document, grams, last in poured:
        left, back = max(0, grams - back), max(0, back - grams)
        lot, recovery = _product(session, document)
        if lot is not None and left:
            found.append(Flow(lot, left, last, document, recovery))
    return found


def _account(session: Session, place: Place) -> Account | None:
    asked = select(Account).where(Account.kind == place.kind, Account.owner == place.owner)
    return session.exec(asked).one_or_none()


def _poured(session: Session, delivery: Account) -> Sequence[tuple[str, int, int]]:
    """Document, grams of shoots and last posting, the newest first."""
    last = sa.func.max(col(Posting.id))
    rows = session.execute(
        sa.select(col(Posting.document), sa.func.sum(col(Posting.grams)), last)
        .join(Account, col(Account.id) == col(Posting.to_account_id))
        .where(col(Posting.from_account_id) == delivery.id, col(Account.kind) == AccountKind.PROCESSING)
        .where(col(Posting.reason) == _PROCESSED)
        .group_by(col(Posting.document))
        .order_by(last.desc())
    )
    return [(document, int(grams), int(newest)) for document, grams, newest in rows]


def _came_back(session: Session, delivery: Account) -> int:
    grams = (
        sa.select(sa.func.sum(col(Posting.grams)))
        .join(Account, col(Account.id) == col(Posting.from_account_id))
        .where(col(Posting.to_account_id) == delivery.id, col(Account.kind) == AccountKind.PROCESSING)
        .where(col(Posting.reason) != _DRAWN)
    )
    return int(session.execute(grams).scalar() or 0)


def _product(session: Session, document: str) -> tuple[Account | None, Fraction]:
    """The lot behind a document and what its pours yielded; None where not a gram was made."""
    rows = session.exec(
        select(Account, Posting.grams)
        .join(Posting, col(Account.id) == col(Posting.to_account_id))
        .where(Posting.document == document, Posting.reason == _PROCESSED)
        .where(col(Account.kind).in_((AccountKind.PROCESSING, AccountKind.LOT)))
    ).all()
    shoots = sum(grams for account, grams in rows if account.kind == AccountKind.PROCESSING)
    lot = next((account for account, _ in rows if account.kind == AccountKind.LOT), None)
    product = sum(grams for account, grams in rows if account.kind == AccountKind.LOT)
    return lot, Fraction(product, shoots or 1)
