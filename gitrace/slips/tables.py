"""Printings of slips."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from gitrace.storage import Instant, Key, audited


class SlipPrinting(SQLModel, table=True):
    """A delivery's slip, printed; every `ordinal` after 1 says 补打. `printed_by`: as the ledger has it, `user:3`."""

    __tablename__ = "slip_printing"
    __table_args__ = audited(sa.UniqueConstraint("delivery_id", "ordinal"))

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    delivery_id: int = Field(foreign_key="delivery.id", sa_type=Key)
    ordinal: int
    paper: str
    key_id: int | None = Field(default=None, foreign_key="household_key.id", sa_type=Key)
    """What the code on the grower's copy opens; None on the slip of a dealer's load."""
    printed_by: str
    printed_at: datetime = Field(sa_type=Instant)
