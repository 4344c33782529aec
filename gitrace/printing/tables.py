"""Print orders, and label stock of a producer's own."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from gitrace.storage import Instant, Key, audited


class PrintOrder(SQLModel, table=True):
    """A document of a run's labels that the keeper draws: for the producer's own printer, or handed out to another's.

    `wishes`: how it is to come out of the printer (`gitrace.printing.wishes`), JSON. The file itself waits in the home.
    """

    __tablename__ = "print_order"
    __table_args__ = audited(sa.CheckConstraint("first >= 1 AND last >= first", name="numbers"))

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    run_id: int = Field(foreign_key="label_run.id", index=True, sa_type=Key)
    producer_id: int = Field(foreign_key="producer.id", index=True, sa_type=Key)
    first: int = Field(sa_type=sa.BigInteger)
    last: int = Field(sa_type=sa.BigInteger)
    form: str
    stock: str
    wishes: str
    recipient: str | None = None
    """For whom codes were handed out; None where they are printed by the producer itself."""
    sealed: bool = False
    """Whether the file is an encrypted archive."""
    job_id: int | None = Field(default=None, sa_type=Key)
    """The job that draws it, which is forgotten before the order is; None where the command line draws it."""
    made_by: str
    made_at: datetime = Field(sa_type=Instant)


class OwnStock(SQLModel, table=True):
    """A label stock that a producer has and the table has not. `code`: its measures (`gitrace.labels.sheets`)."""

    __tablename__ = "own_stock"
    __table_args__ = audited()

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    producer_id: int = Field(foreign_key="producer.id", index=True, sa_type=Key)
    name: str
    code: str
    retired: bool = False
    """No longer offered; runs that were made for it are printed on."""
