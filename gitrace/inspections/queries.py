"""Reads of laboratories and reports, for pages and for whoever checks the stored files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.inspections.covering import covered_lots, replaced_by_another
from gitrace.inspections.tables import Laboratory, Report, ReportCoverage, ReportItem, Review, Verdict
from gitrace.producers.queries import producers_like
from gitrace.producers.tables import Producer
from gitrace.storage.files import StoredFile
from gitrace.storage.sorting import Sort

PAGE = 50


def laboratories(session: Session) -> Sequence[Laboratory]:
    """All of them, by name."""
    return session.exec(select(Laboratory).order_by(Laboratory.name)).all()


def producers_reported(session: Session, laboratory_id: int | None, most: int = 5) -> Sequence[int]:
    """Keys of the producers about whom a laboratory, or any, reported last, the latest first."""
    rows = select(Report.producer_id).group_by(col(Report.producer_id)).order_by(sa.func.max(Report.id).desc())
    if laboratory_id is not None:
        rows = rows.where(Report.laboratory_id == laboratory_id)
    return session.exec(rows.limit(most)).all()


@dataclass(frozen=True)
class ReportLine:
    """A report in a list."""

    id: int
    number: str
    laboratory: str
    producer: str
    form: str
    kind: str
    entered_by: str
    issued_on: date
    conclusion: str
    recomputed: str
    under_review: bool
    review: str | None
    replaced: bool


_NEWEST = col(Report.issued_on).desc(), col(Report.id).desc()


class ReportSort(Sort):
    """In which order."""

    NEWEST = "newest", "issued", "签发日期，由近到远", *_NEWEST
    OLDEST = "oldest", "issued", "签发日期，由远到近", col(Report.issued_on), col(Report.id)
    NUMBER = "number", "number", "报告编号，由小到大", col(Report.number), *_NEWEST
    NUMBER_LAST = "number-last", "number", "报告编号，由大到小", col(Report.number).desc(), *_NEWEST
    PRODUCER = "producer", "producer", "生产者，顺序", col(Producer.name), *_NEWEST
    PRODUCER_LAST = "producer-last", "producer", "生产者，倒序", col(Producer.name).desc(), *_NEWEST


@dataclass(frozen=True)
class ReportFilter:
    """Which reports a list holds; None does not narrow it. `text`: in the number, or a producer or laboratory."""

    producer_id: int | None = None
    laboratory_id: int | None = None
    under_review: bool = False
    failing: bool = False
    """Only those that stop labels now: failing or under review, and not corrected by a newer one."""
    text: str = ""


def report_lines(
    session: Session, wanted: ReportFilter, page: int = 1, *, sort: ReportSort = ReportSort.NEWEST
) -> tuple[list[ReportLine], int]:
    """A page of reports, and the number of pages, at least 1."""
    matching = _conditions(session, wanted)
    replaced = replaced_by_another().label("replaced")
    lines = (
        select(Report, Laboratory.name, Producer.name, replaced)
        .join(Laboratory, col(Laboratory.id) == Report.laboratory_id)
        .join(Producer, col(Producer.id) == Report.producer_id)
        .where(*matching)
    )
    total = count_reports(session, wanted)
    found = session.exec(lines.order_by(*sort.columns).limit(PAGE).offset((page - 1) * PAGE))
    return [_line(*one) for one in found], max(1, -(-total // PAGE))


def count_reports(session: Session, wanted: ReportFilter) -> int:
    """How many reports fit."""
    return int(session.execute(sa.select(counting_reports(session, wanted))).scalar_one())


def counting_reports(session: Session, wanted: ReportFilter) -> sa.ScalarSelect[int]:
    """The same, to be asked with others."""
    return sa.select(sa.func.count()).select_from(Report).where(*_conditions(session, wanted)).scalar_subquery()


def _conditions(session: Session, wanted: ReportFilter) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.producer_id is not None:
        found.append(col(Report.producer_id) == wanted.producer_id)
    if wanted.laboratory_id is not None:
        found.append(col(Report.laboratory_id) == wanted.laboratory_id)
    if wanted.under_review:
        found.append(col(Report.under_review).is_(True))
    if wanted.failing:
        fails = (col(Report.conclusion) == Verdict.FAIL) | (col(Report.review) == Review.FAILURE)
        found += [fails | col(Report.under_review).is_(True), ~replaced_by_another()]
    if wanted.text:
        laboratories = sa.select(col(Laboratory.id)).where(col(Laboratory.name).contains(wanted.text, autoescape=True))
        found.append(
            sa.or_(
                col(Report.number).contains(wanted.text, autoescape=True),
                col(Report.producer_id).in_(producers_like(session, wanted.text)),
                col(Report.laboratory_id).in_(laboratories),
            )
        )
    return found


def _line(report: Report, laboratory: str, producer: str, replaced: bool) -> ReportLine:
    shared = {name: getattr(report, name) for name in ReportLine.__dataclass_fields__ if name in Report.model_fields}
    return ReportLine(**shared, laboratory=laboratory, producer=producer, replaced=replaced)


@dataclass(frozen=True)
class ReportSheet:
    """A report with all that a page shows of it."""

    report: Report
    laboratory: Laboratory
    producer: Producer
    items: Sequence[ReportItem]
    lots: Sequence[str]
    from_day: date | None
    until_day: date | None
    replaced_by: int | None


def report_sheet(session: Session, report_id: int) -> ReportSheet | None:
    """None for a number that no report has."""
    found = session.exec(
        select(Report, Laboratory, Producer)
        .join(Laboratory, col(Laboratory.id) == Report.laboratory_id)
        .join(Producer, col(Producer.id) == Report.producer_id)
        .where(Report.id == report_id)
    ).one_or_none()
    if found is None:
        return None
    report, laboratory, producer = found
    items = session.exec(select(ReportItem).where(ReportItem.report_id == report_id).order_by(col(ReportItem.id))).all()
    days = session.exec(select(ReportCoverage).where(ReportCoverage.report_id == report_id).limit(1)).one()
    newer = session.exec(select(Report.id).where(Report.replaces_id == report_id)).first()
    lots = covered_lots(session, report)
    return ReportSheet(report, laboratory, producer, items, lots, days.from_day, days.until_day, newer)


def stored_files(session: Session) -> list[StoredFile]:
    """Every file that a report names, each once, for whoever checks or copies them."""
    found = session.exec(select(Report.file_sha256, Report.file_bytes))
    named = {StoredFile(sha256, size) for sha256, size in found if sha256 is not None and size is not None}
    return sorted(named, key=lambda one: one.sha256)
