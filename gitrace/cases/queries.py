"""Reading messages."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.cases.tables import Message
from gitrace.errors import Refusal

PAGE = 50


def the_message(session: Session, number: str) -> Message:
    """The message with this receipt number. Raises Refusal("no-such-message")."""
    found = session.exec(select(Message).where(Message.number == number)).one_or_none()
    if found is None:
        raise Refusal("no-such-message", "没有这个编号的反映。", "number")
    return found


def find_messages(
    session: Session, *, open_only: bool = True, lot: str = "", page: int = 1
) -> tuple[Sequence[Message], int]:
    """A page of messages, the newest first, and how many there are in all."""
    wanted: list[sa.ColumnElement[bool]] = [sa.true()]
    wanted += [col(Message.handled_at).is_(None)] if open_only else []
    wanted += [col(Message.lot) == lot] if lot else []
    total = session.exec(select(sa.func.count()).select_from(Message).where(*wanted)).one()
    newest = select(Message).where(*wanted).order_by(col(Message.received_at).desc(), col(Message.id).desc())
    return session.exec(newest.offset((page - 1) * PAGE).limit(PAGE)).all(), total
