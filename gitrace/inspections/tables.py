"""Laboratories, test reports, their items and what they cover."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from gitrace.storage import Instant, Key, audited


class ReportKind(StrEnum):
    """A CMA report, or a rapid test (速测)."""

    REPORT = "report"
    RAPID = "rapid"


class EnteredBy(StrEnum):
    """Who entered it. One that a producer uploads says 生产者上传，未经检验机构确认."""

    LABORATORY = "laboratory"
    PRODUCER = "producer"


class Verdict(StrEnum):
    """The laboratory's conclusion, and ours recomputed from the limits; `open`: cannot be judged."""

    PASS = "pass"  # noqa: S105 - the word of the verdict, no secret
    FAIL = "fail"
    OPEN = "open"


class Review(StrEnum):
    """The regulator's decision on a difference: the laboratory's conclusion stands, or the failure is confirmed."""

    ACCEPTED = "accepted"
    FAILURE = "failure"


class Answer(StrEnum):
    """What came of a proposal: lots were held, or none; `passed-on`: the correcting report proposes again."""

    HOLD = "hold"
    NO_HOLD = "no-hold"
    PASSED_ON = "passed-on"


class Laboratory(SQLModel, table=True):
    """A testing body under its CMA number."""

    __tablename__ = "laboratory"
    __table_args__ = audited()

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    name: str
    cma_number: str = Field(unique=True)


class Report(SQLModel, table=True):
    """A test report. `conclusion` is the laboratory's own, `recomputed` ours; where they differ the report is 待复核
    (`under_review`), which stops labels and is not public. The PDF is a file named by its SHA-256.
    """

    __tablename__ = "report"
    __table_args__ = audited(sa.UniqueConstraint("laboratory_id", "number", "entered_by"))

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    number: str
    laboratory_id: int = Field(foreign_key="laboratory.id", sa_type=Key)
    kind: str
    entered_by: str
    producer_id: int = Field(foreign_key="producer.id", index=True, sa_type=Key)
    client: str
    sample: str
    sample_quantity: str
    sampled_on: date
    issued_on: date = Field(index=True)
    standard: str
    form: str
    conclusion: str
    recomputed: str
    under_review: bool = False
    review: str | None = None
    """What the regulator decided of a difference, as `Review` says; None while nobody has."""
    review_reason: str | None = None
    file_sha256: str | None = None
    file_bytes: int | None = Field(default=None, sa_type=sa.BigInteger)
    replaces_id: int | None = Field(default=None, foreign_key="report.id", sa_type=Key)
    """更正报告: the report that this one corrects."""
    entered_at: datetime = Field(sa_type=Instant)
    sampling_number: str | None = None
    """抽样单号, on the slip that went with the sample."""
    correction_reason: str | None = None
    """Why it corrects `replaces_id`; None where a laboratory's own entry takes an upload's place."""


class ReportItem(SQLModel, table=True):
    """One tested item. Result, limit and LOD are decimal text; `result` may be 未检出 or ＜LOD as printed."""

    __tablename__ = "report_item"
    __table_args__ = audited()

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    report_id: int = Field(foreign_key="report.id", index=True, sa_type=Key)
    item: str
    """The profile's code of the item, or the printed name where the profile has none."""
    name: str
    method: str
    result: str
    unit: str
    detection_limit: str | None = None
    printed_limit: str | None = None
    printed_verdict: str
    recomputed: str


class ReportCoverage(SQLModel, table=True):
    """What a report covers: a lot, or a producer's form over a period, or a plot. Just one of the three."""

    __tablename__ = "report_coverage"
    __table_args__ = audited()

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    report_id: int = Field(foreign_key="report.id", index=True, sa_type=Key)
    batch_id: int | None = Field(default=None, foreign_key="batch.id", index=True, sa_type=Key)
    producer_id: int | None = Field(default=None, foreign_key="producer.id", index=True, sa_type=Key)
    form: str | None = None
    from_day: date | None = None
    until_day: date | None = None
    plot_id: int | None = Field(default=None, foreign_key="plot.id", index=True, sa_type=Key)


class HoldProposal(SQLModel, table=True):
    """A failing report proposes to hold the lots that it covers; a person answers. Never public."""

    __tablename__ = "hold_proposal"
    __table_args__ = audited()

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    report_id: int = Field(foreign_key="report.id", unique=True, sa_type=Key)
    proposed_at: datetime = Field(sa_type=Instant)
    answer: str | None = Field(default=None, index=True)
    """As `Answer` says; None while nobody has."""
    reason: str | None = None
    held: str = ""
    """The lots that the answer held, by their numbers, joined by spaces."""
    answered_at: datetime | None = Field(default=None, sa_type=Instant)
