"""Print orders as pages show them: how far each is, and whether its file is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.batches.tables import Batch, BatchState
from gitrace.jobs import Job, JobState
from gitrace.labels.reprinting import reprinted_at
from gitrace.labels.tables import Run
from gitrace.printing.drawing import file_of, suffix_of
from gitrace.printing.tables import PrintOrder
from gitrace.storage import Store

SHOWN = 50


@dataclass(frozen=True)
class Ordered:
    """An order with its lot and its job. `path`: the file, once it is whole and as long as it is kept; `printed_at`:
    when its labels were last let to the printer.
    """

    order: PrintOrder
    lot: str
    is_of_open_lot: bool
    gtin: str
    printed_at: datetime
    job: Job | None
    path: Path | None

    @property
    def is_open(self) -> bool:
        """Whether the keeper still has to draw it."""
        return self.job is not None and self.job.state in (JobState.WAITING, JobState.RUNNING)

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody took it back."""
        return self.job is not None and self.job.state == JobState.CANCELLED

    @property
    def labels(self) -> int:
        """How many."""
        return self.order.last - self.order.first + 1

    @property
    def name(self) -> str:
        """What the file is called where it is saved."""
        return f"{self.lot}-{self.order.first:05}-{self.order.last:05}-{self.order.form}.{suffix_of(self.order)}"


def orders_of(store: Store, session: Session, producer_id: int) -> list[Ordered]:
    """A producer's newest orders."""
    return _found(store, session, col(PrintOrder.producer_id) == producer_id, limit=SHOWN)


def order_by_id(store: Store, session: Session, order_id: int, producer_id: int) -> Ordered | None:
    """One of a producer's orders; None for another's."""
    found = _found(store, session, col(PrintOrder.id) == order_id, col(PrintOrder.producer_id) == producer_id)
    return found[0] if found else None


def handed_out(session: Session, batch_id: int) -> Sequence[PrintOrder]:
    """What of a lot's codes was handed out to be printed elsewhere, oldest first."""
    codes = select(PrintOrder).join(Run, col(Run.id) == col(PrintOrder.run_id)).where(Run.batch_id == batch_id)
    return session.exec(codes.where(col(PrintOrder.recipient).is_not(None)).order_by(col(PrintOrder.id))).all()


def _found(store: Store, session: Session, *wanted: sa.ColumnElement[bool], limit: int = 1) -> list[Ordered]:
    reprinted = reprinted_at(Run.id, PrintOrder.first, PrintOrder.last)
    rows = session.execute(
        sa.select(PrintOrder, Run, Batch, Job, reprinted)
        .join(Run, col(Run.id) == col(PrintOrder.run_id))
        .join(Batch, col(Batch.id) == col(Run.batch_id))
        .outerjoin(Job, col(Job.id) == col(PrintOrder.job_id))
        .where(*wanted)
        .order_by(col(PrintOrder.id).desc())
        .limit(limit)
    )
    return [
        Ordered(
            order=order,
            lot=batch.lot,
            is_of_open_lot=batch.state == BatchState.OPEN,
            gtin=run.gtin,
            printed_at=max(run.printed_at, again or run.printed_at),
            job=job,
            path=_file(store, order),
        )
        for order, run, batch, job, again in rows
    ]


def _file(store: Store, order: PrintOrder) -> Path | None:
    path = file_of(store.settings, order)
    return path if path.exists() else None
