"""Which reports cover a lot, and which lots a report covers. A report is in force unless another takes its place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy import Select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from gitrace.batches.tables import Batch, Carry, Pour
from gitrace.deliveries.tables import Delivery
from gitrace.inspections.rules import ReportFacts
from gitrace.inspections.tables import Laboratory, Report, ReportCoverage, Verdict
from gitrace.profile import Profile


def report_needed(profile: Profile, form: str) -> bool:
    """Whether the profile asks for a report before labels of a form are put in use."""
    return profile.form(form).needs_report.value


def reports_covering(session: Session, batch: Batch) -> list[ReportFacts]:
    """The reports in force that concern a lot on its packing day, oldest first.

    One on plots speaks against a lot that any of its shoots came from, and for it only when all of them did.
    """
    return reports_covering_each(session, [batch])[batch.id]


def reports_covering_each(session: Session, batches: Sequence[Batch]) -> dict[int, list[ReportFacts]]:
    """The same of several lots, by their keys; two statements, however many."""
    plots = _plots_in(session, [batch.id for batch in batches])
    coverages = list(session.execute(_coverages(batches)))
    return {batch.id: _concerning(batch, coverages, plots[batch.id]) for batch in batches}


def _concerning(
    batch: Batch, coverages: Iterable[sa.Row[Report, ReportCoverage]], plots: set[int | None]
) -> list[ReportFacts]:
    covered: dict[int, set[int]] = {}
    reports: dict[int, Report] = {}
    for report, coverage in coverages:
        if _concerns(batch, report, coverage, plots):
            reports[report.id] = report
            if coverage.plot_id is not None:
                covered.setdefault(report.id, set()).add(coverage.plot_id)
    return [_facts(one) for one in reports.values() if one.id not in covered or _counts(one, covered[one.id], plots)]


def _concerns(batch: Batch, report: Report, coverage: ReportCoverage, plots: set[int | None]) -> bool:
    if (report.producer_id, report.form) != (batch.producer_id, batch.form):
        return False
    if coverage.batch_id is not None:
        return coverage.batch_id == batch.id
    assert coverage.from_day is not None
    assert coverage.until_day is not None
    in_days = coverage.from_day <= batch.packed_on <= coverage.until_day
    return in_days and (coverage.plot_id is None or coverage.plot_id in plots)


def _counts(report: Report, covered: set[int], plots: set[int | None]) -> bool:
    return plots <= covered or report.under_review or _facts(report).verdict is not Verdict.PASS


def _coverages(batches: Sequence[Batch]) -> Select[Report, ReportCoverage]:
    days = [batch.packed_on for batch in batches]
    in_days = sa.and_(
        col(ReportCoverage.from_day) <= max(days, default=date.min),
        col(ReportCoverage.until_day) >= min(days, default=date.max),
    )
    return (
        sa.select(Report, ReportCoverage)
        .join(ReportCoverage, col(ReportCoverage.report_id) == Report.id)
        .where(
            col(Report.producer_id).in_({batch.producer_id for batch in batches}),
            sa.or_(col(ReportCoverage.batch_id).in_([batch.id for batch in batches]), in_days),
            ~replaced_by_another(),
        )
        .order_by(col(Report.issued_on), col(Report.id))
    )


def replaced_by_another() -> sa.Exists:
    """Whether a report of the statement around it has been corrected by a newer one."""
    newer = aliased(Report)
    return sa.exists().where(col(newer.replaces_id) == col(Report.id)).correlate(Report)


def _plots_in(session: Session, batch_ids: Sequence[int]) -> dict[int, set[int | None]]:
    """Plots whose shoots were poured into lots, by lot; None stands for shoots whose plot is not told."""
    plots: dict[int, set[int | None]] = {key: set() for key in batch_ids}
    poured = (
        select(Pour.batch_id, Delivery.plot_id)
        .join(Delivery, col(Delivery.id) == Pour.delivery_id)
        .where(col(Pour.batch_id).in_(batch_ids))
    )
    carried = sa.select(col(Carry.to_batch_id), sa.null()).where(col(Carry.to_batch_id).in_(batch_ids))
    for key, plot_id in session.execute(poured.union(carried)):
        plots[key].add(plot_id)
    return plots


def _facts(report: Report) -> ReportFacts:
    return ReportFacts(
        number=report.number,
        kind=report.kind,
        entered_by=report.entered_by,
        conclusion=report.conclusion,
        review=report.review,
        under_review=report.under_review,
    )


def covered_lots(session: Session, report: Report) -> list[str]:
    """The lots that a report concerns now, in order; what a failing one proposes to hold."""
    covered = col(ReportCoverage.report_id) == report.id
    in_days = sa.and_(
        col(ReportCoverage.from_day) <= col(Batch.packed_on), col(ReportCoverage.until_day) >= col(Batch.packed_on)
    )
    of_plots = (
        sa.exists()
        .where(col(Pour.batch_id) == Batch.id, col(Pour.delivery_id) == Delivery.id)
        .where(col(Delivery.plot_id) == col(ReportCoverage.plot_id))
    )
    concerns = sa.or_(
        col(ReportCoverage.batch_id) == Batch.id,
        sa.and_(col(ReportCoverage.producer_id).is_not(None), in_days),
        sa.and_(col(ReportCoverage.plot_id).is_not(None), in_days, of_plots),
    )
    lots = (
        select(Batch.lot)
        .join(ReportCoverage, sa.and_(covered, concerns))
        .where(Batch.producer_id == report.producer_id, Batch.form == report.form)
        .distinct()
        .order_by(Batch.lot)
    )
    return list(session.exec(lots).all())


@dataclass(frozen=True)
class PublicReport:
    """What the page of a lot shows of a report: no person, no PDF. 仅对来样负责 goes with it."""

    kind: str
    number: str
    laboratory: str
    issued_on: date
    conclusion: str
    entered_by: str
    """One that a producer entered says 生产者上传，未经检验机构确认."""


def public_reports(session: Session, batch: Batch) -> list[PublicReport]:
    """The reports in force that cover a lot, without those that differ from the limits or were decided to fail."""
    shown = {
        (one.number, one.entered_by)
        for one in reports_covering(session, batch)
        if not one.under_review and one.verdict == one.conclusion
    }
    found = session.exec(
        select(Report, Laboratory.name)
        .join(Laboratory, col(Laboratory.id) == Report.laboratory_id)
        .where(Report.producer_id == batch.producer_id, col(Report.number).in_([number for number, _ in shown]))
        .order_by(col(Report.issued_on).desc(), col(Report.id).desc())
    )
    return [
        PublicReport(one.kind, one.number, laboratory, one.issued_on, one.conclusion, one.entered_by)
        for one, laboratory in found
        if (one.number, one.entered_by) in shown
    ]
