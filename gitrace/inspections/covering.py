"""Which reports cover a lot, and which lots a report covers. A report is in force unless another takes its place."""

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
    plots = _plots_in(session, batch)
    covered: dict[int, set[int]] = {}
    reports: dict[int, Report] = {}
    for report, plot_id in session.execute(_covering(batch, plots)):
        reports[report.id] = report
        if plot_id is not None:
            covered.setdefault(report.id, set()).add(plot_id)
    return [_facts(one) for one in reports.values() if one.id not in covered or _counts(one, covered[one.id], plots)]


def _counts(report: Report, covered: set[int], plots: set[int | None]) -> bool:
    return plots <= covered or report.under_review or _facts(report).verdict is not Verdict.PASS


def _covering(batch: Batch, plots: set[int | None]) -> Select[Report, int | None]:
    in_days = sa.and_(col(ReportCoverage.from_day) <= batch.packed_on, col(ReportCoverage.until_day) >= batch.packed_on)
    concerns = sa.or_(
        col(ReportCoverage.batch_id) == batch.id,
        sa.and_(col(ReportCoverage.producer_id) == batch.producer_id, in_days),
        sa.and_(col(ReportCoverage.plot_id).in_([one for one in plots if one is not None]), in_days),
    )
    return (
        sa.select(Report, col(ReportCoverage.plot_id))
        .join(ReportCoverage, col(ReportCoverage.report_id) == Report.id)
        .where(
            col(Report.producer_id) == batch.producer_id,
            col(Report.form) == batch.form,
            concerns,
            ~replaced_by_another(),
        )
        .order_by(col(Report.issued_on), col(Report.id))
    )


def replaced_by_another() -> sa.Exists:
    """Whether a report of the statement around it has been corrected by a newer one."""
    newer = aliased(Report)
    return sa.exists().where(col(newer.replaces_id) == col(Report.id)).correlate(Report)


def _plots_in(session: Session, batch: Batch) -> set[int | None]:
    """Plots whose shoots were poured into a lot; None stands for shoots whose plot is not told."""
    poured = select(Delivery.plot_id).join(Pour, col(Pour.delivery_id) == Delivery.id).where(Pour.batch_id == batch.id)
    plots = set(session.exec(poured.distinct()).all())
    carried = session.exec(select(Carry.id).where(Carry.to_batch_id == batch.id)).first()
    return plots | {None} if carried else plots


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
