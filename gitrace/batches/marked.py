"""事后不通过: deliveries that fail now and had been poured, with each lot that they flowed into."""

from dataclasses import dataclass

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col, select

from gitrace.batches.queries import Flow, flows_of
from gitrace.batches.tables import Batch, BatchState, Pour
from gitrace.deliveries.tables import Delivery

PAGE = 50


class AskMarked(BaseModel):
    """Which of them a list shows; every field empty: all."""

    model_config = ConfigDict(frozen=True)

    producer_id: int | None = Field(default=None, title="生产者")
    finding: str = Field(default="", title="不通过项", max_length=40)
    state: str = Field(default="", title="批次状态", pattern=f"^({BatchState.OPEN}|{BatchState.CLOSED})?$")


@dataclass(frozen=True)
class Marked:
    """A delivery in a lot."""

    delivery: Delivery
    flow: Flow
    batch: Batch


def marked_lots(session: Session, asked: AskMarked | None = None, page: int = 1) -> tuple[list[Marked], int]:
    """A page of deliveries, the newest first, a line for each lot of each, and how many deliveries there are.

    Lots are those that it was poured into and those these were carried over or processed into.
    """
    wanted = _conditions(asked or AskMarked())
    total = int(session.execute(sa.select(counting_marked(asked or AskMarked()))).scalar_one())
    newest = select(Delivery).where(*wanted).order_by(col(Delivery.id).desc())
    found = {one.id: one for one in session.exec(newest.limit(PAGE).offset((page - 1) * PAGE))}
    flows = sorted(flows_of(session, found), key=lambda flow: -flow.delivery_id)
    lots = select(Batch).where(col(Batch.id).in_({flow.batch_id for flow in flows}))
    batches = {batch.id: batch for batch in session.exec(lots)}
    return [Marked(found[flow.delivery_id], flow, batches[flow.batch_id]) for flow in flows], total


def counting_marked(asked: AskMarked) -> sa.ScalarSelect[int]:
    """How many deliveries there are, to be asked with others."""
    return sa.select(sa.func.count()).select_from(Delivery).where(*_conditions(asked)).scalar_subquery()


def _conditions(asked: AskMarked) -> list[sa.ColumnElement[bool]]:
    poured = sa.exists().where(col(Pour.delivery_id) == col(Delivery.id))
    if asked.state:
        poured = poured.where(col(Batch.id) == col(Pour.batch_id), col(Batch.state) == asked.state)
    wanted: list[sa.ColumnElement[bool]] = [col(Delivery.failing) != "", poured]
    if asked.producer_id is not None:
        wanted.append(col(Delivery.producer_id) == asked.producer_id)
    if asked.finding:
        codes = sa.literal(" ") + col(Delivery.failing) + sa.literal(" ")
        wanted.append(codes.contains(f" {asked.finding} ", autoescape=True))
    return wanted
