"""Reading messages and denials."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.cases.tables import Denial, DenialState, DenialWords, Message, MessagePhoto
from gitrace.deliveries.tables import Delivery
from gitrace.errors import Refusal
from gitrace.growers.tables import Household
from gitrace.producers.tables import Producer
from gitrace.storage.sorting import Sort

PAGE = 50


def the_message(session: Session, number: str) -> Message:
    """The message with this receipt number. Raises Refusal("no-such-message")."""
    found = session.exec(select(Message).where(Message.number == number)).one_or_none()
    if found is None:
        raise Refusal("no-such-message", "没有这个编号的反映。", "number")
    return found


def photo_of(session: Session, number: str) -> MessagePhoto | None:
    """The photograph that came with the message of this number."""
    sent = select(MessagePhoto).join(Message, col(Message.id) == MessagePhoto.message_id)
    return session.exec(sent.where(Message.number == number)).one_or_none()


_NEWEST = col(Message.received_at).desc(), col(Message.id).desc()


def with_photos(session: Session, messages: Sequence[Message]) -> set[int]:
    """Keys of those that came with a photograph."""
    sent = select(MessagePhoto.message_id).where(col(MessagePhoto.message_id).in_([one.id for one in messages]))
    return set(session.exec(sent))


class MessageSort(Sort):
    """In which order. Those of no lot come last where lots order them."""

    NEWEST = "newest", "received", "收到时间，由近到远", *_NEWEST
    OLDEST = "oldest", "received", "收到时间，由远到近", col(Message.received_at), col(Message.id)
    LOT_LAST = "lot-last", "lot", "批次号，由大到小", col(Message.lot).desc().nulls_last(), *_NEWEST
    LOT = "lot", "lot", "批次号，由小到大", col(Message.lot).asc().nulls_last(), *_NEWEST


def find_messages(
    session: Session,
    *,
    open_only: bool = True,
    lot: str = "",
    sort: MessageSort = MessageSort.NEWEST,
    page: int = 1,
) -> tuple[Sequence[Message], int]:
    """A page of messages, and how many there are in all."""
    wanted: list[sa.ColumnElement[bool]] = [sa.true()]
    wanted += [col(Message.handled_at).is_(None)] if open_only else []
    wanted += [col(Message.lot) == lot] if lot else []
    total = session.exec(select(sa.func.count()).select_from(Message).where(*wanted)).one()
    ordered = select(Message).where(*wanted).order_by(*sort.columns)
    return session.exec(ordered.offset((page - 1) * PAGE).limit(PAGE)).all(), total


@dataclass(frozen=True)
class DenialLine:
    """A denial with the delivery it is about. `words`, `reason`: None where nothing was written, or it was erased."""

    denial: Denial
    delivery: Delivery
    producer: str
    household: Household
    words: str | None
    reason: str | None


def the_denial(session: Session, denial_id: int) -> DenialLine:
    """One of them. Raises Refusal("no-such-denial")."""
    row = session.execute(_denials().where(col(Denial.id) == denial_id)).one_or_none()
    if row is None:
        raise Refusal("no-such-denial", "没有这条记录。", "denial_id")
    return DenialLine(*row)


def denials_of(session: Session, delivery_ids: Collection[int]) -> list[DenialLine]:
    """What households said of these deliveries, the first one first."""
    about = col(Denial.delivery_id).in_(list(delivery_ids))
    return [DenialLine(*row) for row in session.execute(_denials().where(about).order_by(col(Denial.id)))]


def find_denials(
    session: Session,
    *,
    state: str = "",
    producer_id: int | None = None,
    within: Sequence[sa.ColumnElement[bool]] = (),
    page: int = 1,
) -> tuple[list[DenialLine], int]:
    """A page of denials in a state, or of all, the newest first, and how many there are.

    `within`: what the reader answers for, as conditions on `Household`.
    """
    wanted: list[sa.ColumnElement[bool]] = [sa.true(), *within]
    wanted += [col(Denial.state) == state] if state else []
    wanted += [col(Delivery.producer_id) == producer_id] if producer_id else []
    chosen = _denials().where(*wanted)
    total = int(session.execute(sa.select(sa.func.count()).select_from(chosen.subquery())).scalar_one())
    newest = chosen.order_by(col(Denial.told_at).desc(), col(Denial.id).desc())
    rows = session.execute(newest.offset((page - 1) * PAGE).limit(PAGE))
    return [DenialLine(*row) for row in rows], total


def denials_by_producer(
    session: Session, season: int, within: Sequence[sa.ColumnElement[bool]] = ()
) -> list[tuple[str, int, int]]:
    """Producer, how many of its deliveries of the season were denied, and how many of these were found so; the most
    first. `within`: as above.
    """
    found_true = sa.func.sum(sa.case((col(Denial.state) == DenialState.TRUE, 1), else_=0))
    told = sa.func.count()
    of_season = sa.and_(col(Delivery.id) == col(Denial.delivery_id), col(Delivery.season) == season)
    # Joined outward, so that a database begins with the few denials and not with the season's 200,000 deliveries.
    rows = session.execute(
        sa.select(col(Producer.name), told, found_true)
        .select_from(Denial)
        .join(Household, col(Household.id) == col(Denial.household_id))
        .outerjoin(Delivery, of_season)
        .outerjoin(Producer, col(Producer.id) == col(Delivery.producer_id))
        .where(*within)
        .group_by(col(Producer.id), col(Producer.name))
        .order_by(told.desc(), col(Producer.name))
    )
    return [(name, int(many), int(true)) for name, many, true in rows if name is not None]


def _denials() -> sa.Select[Denial, Delivery, str, Household, str | None, str | None]:
    return (
        sa.select(
            Denial,
            Delivery,
            col(Producer.name),
            Household,
            col(DenialWords.words),
            col(DenialWords.reason),
        )
        .join(Delivery, col(Delivery.id) == col(Denial.delivery_id))
        .join(Producer, col(Producer.id) == col(Delivery.producer_id))
        .join(Household, col(Household.id) == col(Denial.household_id))
        .outerjoin(DenialWords, col(DenialWords.denial_id) == col(Denial.id))
    )
