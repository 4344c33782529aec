"""Reading lots: the board, one lot and its grams, what flowed into it, where a bad delivery went."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col, select

from gitrace.balance.tables import Account, AccountKind
from gitrace.batches.tables import Batch, BatchState, Carry, Hold, Pour
from gitrace.deliveries.tables import Delivery
from gitrace.errors import Refusal
from gitrace.growers.tables import Household

PAGE = 50


@dataclass(frozen=True)
class LotGrams:
    """Where a lot's grams are: `free_g` in it, `in_use_g` under labels, `deficit_g` overdrawn by corrections."""

    free_g: int = 0
    in_use_g: int = 0
    deficit_g: int = 0


@dataclass(frozen=True)
class PourLine:
    """One pour with the delivery that it came from."""

    pour: Pour
    delivery: Delivery
    household: str


@dataclass(frozen=True)
class Flow:
    """Grams of a delivery that flowed into a lot; `carried`: by way of another lot, then at most so many."""

    batch_id: int
    lot: str
    delivery_id: int
    grams: int
    carried: bool


class BatchFilter(BaseModel):
    """Which lots a list shows; every field empty: all."""

    model_config = ConfigDict(frozen=True)

    producer_id: int | None = None
    state: str = Field(default="", title="状态")
    held: bool = Field(default=False, title="只看暂停的")
    form: str = Field(default="", title="品类")
    cover: str = Field(default="", title="方式")
    first_day: date | None = Field(default=None, title="起始包装日期")
    last_day: date | None = Field(default=None, title="截止包装日期")
    text: str = Field(default="", title="批次号")


def batch_by_lot(session: Session, lot: str) -> Batch | None:
    """The lot with this number."""
    return session.exec(select(Batch).where(Batch.lot == lot)).one_or_none()


def the_batch(session: Session, lot: str, field: str | None = None) -> Batch:
    """The lot with this number. Raises Refusal("unknown-lot")."""
    found = batch_by_lot(session, lot)
    if found is None:
        raise Refusal("unknown-lot", "没有批次 {lot}。", field, lot=lot)
    return found


def find_batches(session: Session, wanted: BatchFilter, page: int = 1) -> tuple[Sequence[Batch], int]:
    """One page of the lots that fit, the latest packing day first, and how many there are."""
    conditions = _conditions(wanted)
    count = session.exec(select(sa.func.count()).select_from(Batch).where(*conditions)).one()
    newest = select(Batch).where(*conditions).order_by(col(Batch.packed_on).desc(), col(Batch.lot).desc())
    return session.exec(newest.limit(PAGE).offset((page - 1) * PAGE)).all(), count


def lot_grams(session: Session, batch_ids: Collection[int]) -> dict[int, LotGrams]:
    """Where the grams of these lots are, by key; one statement."""
    owners = {f"lot:{key}": key for key in batch_ids}
    kinds = (AccountKind.LOT, AccountKind.IN_USE, AccountKind.DEFICIT)
    lot = sa.func.substr(Account.owner, 1, sa.func.length(Account.owner) - 15)
    owner = sa.case((col(Account.kind) == AccountKind.IN_USE, lot), else_=col(Account.owner))
    found = session.exec(
        select(owner, Account.kind, sa.func.sum(Account.balance_g))
        .where(col(Account.kind).in_(kinds), owner.in_(list(owners)))
        .group_by(owner, Account.kind)
    )
    grams: dict[int, dict[str, int]] = {key: {} for key in batch_ids}
    for name, kind, total in found:
        grams[owners[name]][kind] = int(total)
    return {key: LotGrams(*(by_kind.get(kind, 0) for kind in kinds)) for key, by_kind in grams.items()}


def pours_of(session: Session, batch_id: int) -> Sequence[PourLine]:
    """What was poured into a lot, in order."""
    rows = session.exec(
        select(Pour, Delivery, Household.number)
        .join(Delivery, col(Delivery.id) == Pour.delivery_id)
        .outerjoin(Household, col(Household.id) == Delivery.household_id)
        .where(Pour.batch_id == batch_id)
        .order_by(col(Pour.id))
    )
    return [PourLine(pour, delivery, household or "") for pour, delivery, household in rows]


def carries_of(session: Session, batch_id: int) -> tuple[Sequence[Carry], Sequence[Carry]]:
    """What was carried into a lot, and out of it."""
    into = select(Carry).where(Carry.to_batch_id == batch_id).order_by(col(Carry.id))
    out = select(Carry).where(Carry.from_batch_id == batch_id).order_by(col(Carry.id))
    return session.exec(into).all(), session.exec(out).all()


def lots_of(session: Session, batch_ids: Collection[int]) -> dict[int, str]:
    """Lot numbers by key."""
    return dict(session.exec(select(Batch.id, Batch.lot).where(col(Batch.id).in_(batch_ids))).all())


def carry_targets(session: Session, batch: Batch) -> Sequence[Batch]:
    """Open lots of the same producer, form and cover with a later packing day."""
    fitting = select(Batch).where(
        Batch.producer_id == batch.producer_id,
        Batch.form == batch.form,
        Batch.cover == batch.cover,
        Batch.state == BatchState.OPEN,
        Batch.packed_on > batch.packed_on,
    )
    return session.exec(fitting.order_by(col(Batch.packed_on), col(Batch.lot))).all()


def flows_of(session: Session, delivery_ids: Iterable[int]) -> list[Flow]:
    """Every lot that these deliveries flowed into, with grams: by pouring, and on from lot to lot by carrying over."""
    rows = session.exec(
        select(Pour.batch_id, Batch.lot, Pour.delivery_id, sa.func.sum(Pour.grams))
        .join(Batch, col(Batch.id) == Pour.batch_id)
        .where(col(Pour.delivery_id).in_(list(delivery_ids)))
        .group_by(col(Pour.batch_id), col(Batch.lot), col(Pour.delivery_id))
        .order_by(col(Pour.delivery_id), col(Pour.batch_id))
    )
    return followed(
        session, [Flow(batch_id, lot, delivery, int(grams), carried=False) for batch_id, lot, delivery, grams in rows]
    )


def followed(session: Session, poured: Sequence[Flow]) -> list[Flow]:
    """Flows into lots, and after them those further on by carrying over, each lot once for a delivery."""
    found = ahead = list(poured)
    seen = {(flow.batch_id, flow.delivery_id) for flow in found}
    while ahead:
        ahead = [flow for flow in _carried_on(session, ahead) if (flow.batch_id, flow.delivery_id) not in seen]
        seen |= {(flow.batch_id, flow.delivery_id) for flow in ahead}
        found = [*found, *ahead]
    return found


def _carried_on(session: Session, flows: Sequence[Flow]) -> list[Flow]:
    rows = session.exec(
        select(Carry.from_batch_id, Carry.to_batch_id, Batch.lot, sa.func.sum(Carry.grams))
        .join(Batch, col(Batch.id) == Carry.to_batch_id)
        .where(col(Carry.from_batch_id).in_({flow.batch_id for flow in flows}))
        .group_by(col(Carry.from_batch_id), col(Carry.to_batch_id), col(Batch.lot))
        .order_by(col(Carry.to_batch_id))
    ).all()
    return [
        Flow(target, lot, flow.delivery_id, min(flow.grams, int(grams)), carried=True)
        for flow in flows
        for source, target, lot, grams in rows
        if source == flow.batch_id
    ]


def _conditions(wanted: BatchFilter) -> list[sa.ColumnElement[bool]]:
    asked: list[tuple[object, sa.ColumnElement[bool]]] = [
        (wanted.producer_id, col(Batch.producer_id) == wanted.producer_id),
        (wanted.state, col(Batch.state) == wanted.state),
        (wanted.held, col(Batch.hold) != Hold.NONE),
        (wanted.form, col(Batch.form) == wanted.form),
        (wanted.cover, col(Batch.cover) == wanted.cover),
        (wanted.first_day, col(Batch.packed_on) >= (wanted.first_day or date.min)),
        (wanted.last_day, col(Batch.packed_on) <= (wanted.last_day or date.max)),
        (wanted.text, col(Batch.lot).contains(wanted.text.strip().upper(), autoescape=True)),
    ]
    return [condition for given, condition in asked if given]
