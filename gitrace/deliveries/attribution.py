"""Whose certified grams a delivery has used, read back from its postings: every one of them bears its name.

Corrections may move grams between plots and give some back, so the weighing itself is not asked.
"""

import sqlalchemy as sa
from sqlmodel import Session

from gitrace.balance.commands import Place
from gitrace.balance.tables import Account, AccountKind, Posting
from gitrace.deliveries.commands import subject_of
from gitrace.storage.tables import table_of

_account, _posting = table_of(Account), table_of(Posting)
_SOURCES = (AccountKind.CERTIFIED.value, AccountKind.UNATTRIBUTED.value)
_taken = sa.func.sum(sa.case((_posting.c.from_account_id == _account.c.id, _posting.c.grams), else_=-_posting.c.grams))
_touches = (_posting.c.from_account_id == _account.c.id) | (_posting.c.to_account_id == _account.c.id)


def attribution(session: Session, delivery_id: int) -> dict[Place, int]:
    """Grams that the delivery holds of each account that certified them, in the order in which they were taken."""
    found = session.connection().execute(
        sa.select(_account.c.kind, _account.c.owner, _taken)
        .join(_posting, _touches)
        .where(_posting.c.document == subject_of(delivery_id), _account.c.kind.in_(_SOURCES))
        .group_by(_account.c.id, _account.c.kind, _account.c.owner)
        .order_by(sa.func.min(_posting.c.id))
    )
    return {Place(AccountKind(kind), owner): int(grams) for kind, owner, grams in found if grams}


def used_until(session: Session, places: list[Place], delivery_id: int) -> int:
    """Grams of certified accounts that deliveries used, up to this one in the order of weighing in."""
    numbered = sa.cast(sa.func.substr(_posting.c.document, len(subject_of(0))), sa.BigInteger)
    used = session.connection().execute(
        sa.select(_taken)
        .select_from(_account)
        .join(_posting, _touches)
        .where(_account.c.kind == AccountKind.CERTIFIED.value, _account.c.owner.in_([one.owner for one in places]))
        .where(_posting.c.document.like("delivery:%"), numbered <= delivery_id)
    )
    return int(used.scalar() or 0)
