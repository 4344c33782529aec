"""Commands of laboratories and their reports."""

from collections.abc import Iterator, Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import col, select

from gitrace.batches.tables import Batch
from gitrace.clock import shanghai_day
from gitrace.errors import Refusal
from gitrace.growers.tables import Plot
from gitrace.identifiers.entries import Code, Line, Words
from gitrace.inspections import rules
from gitrace.inspections.events import LaboratoryRegistered, ReportEntered, ReportReviewed
from gitrace.inspections.proposals import follow_review, propose_hold, report_subject, touched
from gitrace.inspections.tables import (
    EnteredBy,
    Laboratory,
    Report,
    ReportCoverage,
    ReportItem,
    ReportKind,
    Review,
    Verdict,
)
from gitrace.people.acting import require_overseer
from gitrace.producers.tables import Producer
from gitrace.profile.commands import profile_on
from gitrace.storage.files import StoredFile
from gitrace.work import Work

MOST_ITEMS = 100


class RegisterLaboratory(BaseModel):
    """A testing body with its CMA qualification."""

    model_config = ConfigDict(frozen=True)

    name: Line = Field(title="机构名称")
    cma_number: Code = Field(title="CMA 编号", description="资质认定证书上的编号。")


class ReportedItem(BaseModel):
    """One line of a report, as printed. `item`: the profile's code where it has one, else the printed name."""

    model_config = ConfigDict(frozen=True)

    item: Line
    name: Line
    result: Line = Field(max_length=40)
    unit: str = Field(default="", max_length=20)
    method: str = Field(default="", max_length=100)
    detection_limit: str | None = Field(default=None, max_length=40)
    printed_limit: str | None = Field(default=None, max_length=40)
    verdict: Verdict


class EnterReport(BaseModel):
    """A test report. It covers a lot, or the producer's form over days of packing, of all plots or of those named."""

    model_config = ConfigDict(frozen=True)

    laboratory_id: int = Field(title="检验机构")
    producer_id: int = Field(title="生产者")
    form: str = Field(title="产品形态")
    kind: ReportKind = Field(default=ReportKind.REPORT, title="种类")
    number: Line = Field(title="报告编号", max_length=60)
    sampling_number: Line | None = Field(default=None, title="抽样单号", max_length=60)
    client: Line = Field(title="委托单位")
    sample: Line = Field(title="样品名称")
    sample_quantity: Line = Field(title="样品数量", max_length=60)
    sampled_on: date = Field(title="抽样日期")
    issued_on: date = Field(title="签发日期")
    standard: Line = Field(title="检验依据")
    conclusion: Verdict = Field(title="检验结论", description="照报告原文，不作改动。")
    items: tuple[ReportedItem, ...] = Field(title="检验项目", min_length=1, max_length=MOST_ITEMS)
    lot: Code | None = Field(default=None, title="覆盖批次", description="只对一个批次负责的报告，填批次号。")
    from_day: date | None = Field(default=None, title="覆盖包装日期：起")
    until_day: date | None = Field(default=None, title="覆盖包装日期：止")
    plots: tuple[Code, ...] = Field(default=(), title="只限这些地块", description="地块编号，用空格隔开；不填即全部。")
    replaces: int | None = Field(default=None, title="更正的报告", description="更正报告填被更正的那一份。")
    correction_reason: Words | None = Field(default=None, title="更正理由")


class ReviewReport(BaseModel):
    """What the regulator decides of a difference between the laboratory's conclusion and the limits."""

    model_config = ConfigDict(frozen=True)

    decision: Review = Field(title="复核决定")
    reason: Words = Field(title="理由", description="只供监管人员和生产者查看，不公开。")


def register_laboratory(work: Work, form: RegisterLaboratory) -> Laboratory:
    """By the regulator. Raises Refusal("laboratory-known")."""
    require_overseer(work.actor)
    if work.session.exec(select(Laboratory.id).where(Laboratory.cma_number == form.cma_number)).first():
        raise Refusal("laboratory-known", "CMA 编号 {number} 已登记。", "cma_number", number=form.cma_number)
    laboratory = Laboratory(name=form.name, cma_number=form.cma_number)
    work.session.add(laboratory)
    work.session.flush()
    work.record(
        LaboratoryRegistered(laboratory=laboratory.id, name=laboratory.name, cma_number=laboratory.cma_number),
        subject=f"laboratory:{laboratory.id}",
        rows=[laboratory],
    )
    return laboratory


def enter_report(work: Work, form: EnterReport, file: StoredFile | None = None) -> Report:
    """By a laboratory's account, or as a producer's upload. `file`: its PDF, already kept.

    A laboratory's own entry of a number that a producer uploaded takes that upload's place. Raises what the rules
    refuse, and Refusal("unknown-laboratory" | "unknown-producer" | "unknown-form" | "unknown-lot" | "unknown-plot" |
    "unknown-report" | "report-known").
    """
    entered_by = rules.entered_by(work.actor, laboratory_id=form.laboratory_id, producer_id=form.producer_id)
    rules.require_dates(sampled_on=form.sampled_on, issued_on=form.issued_on, today=shanghai_day(work.now))
    rules.require_coverage(lot=form.lot, from_day=form.from_day, until_day=form.until_day, plots=bool(form.plots))
    _require_known(work, form)
    reason = rules.correction_reason(form.replaces, form.correction_reason)
    replaces = _replaced(work, form, entered_by)
    verdicts, recomputed = _recompute(work, form)
    report = Report(
        **form.model_dump(exclude={"items", "lot", "from_day", "until_day", "plots", "replaces", "correction_reason"}),
        entered_by=entered_by,
        recomputed=recomputed,
        under_review=form.conclusion is not recomputed,
        file_sha256=file.sha256 if file else None,
        file_bytes=file.size if file else None,
        replaces_id=replaces,
        correction_reason=reason,
        entered_at=work.now,
    )
    work.session.add(report)
    work.session.flush()
    parts: list[ReportItem | ReportCoverage] = [*_items(form, report.id, verdicts), *_coverage(work, form, report.id)]
    work.session.add_all(parts)
    work.record(
        _entered(report),
        subject=report_subject(report.id),
        rows=[report, *parts],
        touches=touched(work.session, report),
    )
    if rules.proposes_hold(conclusion=report.conclusion, recomputed=report.recomputed):
        propose_hold(work, report)
    return report


def review_report(work: Work, report_id: int, form: ReviewReport) -> Report:
    """By the regulator. Raises Refusal("unknown-report" | "not-under-review")."""
    require_overseer(work.actor)
    report = work.session.get(Report, report_id)
    if report is None:
        raise _unknown_report()
    if not report.under_review:
        raise Refusal("not-under-review", "这份报告没有待复核的差异。")
    report.under_review = False
    report.review = form.decision
    report.review_reason = form.reason
    work.record(
        ReportReviewed(report=report.id, number=report.number, decision=form.decision, reason=form.reason),
        subject=report_subject(report.id),
        rows=[report],
        touches=touched(work.session, report),
    )
    follow_review(work, report)
    return report


def _require_known(work: Work, form: EnterReport) -> None:
    profile = profile_on(work.session, form.sampled_on)
    if form.form not in {one.code for one in profile.forms}:
        raise Refusal("unknown-form", "请从所列选项中选择一项。", "form")
    if work.session.get(Laboratory, form.laboratory_id) is None:
        raise Refusal("unknown-laboratory", "没有登记这家检验机构。", "laboratory_id")
    if work.session.get(Producer, form.producer_id) is None:
        raise Refusal("unknown-producer", "没有登记这家生产者。", "producer_id")


def _replaced(work: Work, form: EnterReport, entered_by: EnteredBy) -> int | None:
    """The report whose place this one takes."""
    same_number = work.session.exec(
        select(Report).where(Report.laboratory_id == form.laboratory_id, Report.number == form.number)
    ).all()
    uploads = [one for one in same_number if one.entered_by == EnteredBy.PRODUCER]
    if any(one.entered_by == EnteredBy.LABORATORY for one in same_number) or (
        uploads and entered_by is EnteredBy.PRODUCER
    ):
        raise Refusal("report-known", "该机构的报告 {number} 已登记。", "number", number=form.number)
    before = work.session.get(Report, form.replaces) if form.replaces else next(iter(uploads), None)
    if before is None:
        if form.replaces:
            raise _unknown_report("replaces")
        return None
    newer = work.session.exec(select(Report.id).where(Report.replaces_id == before.id)).first()
    rules.require_replaceable(
        same_laboratory=before.laboratory_id == form.laboratory_id,
        same_producer=before.producer_id == form.producer_id,
        replaced_already=newer is not None,
    )
    if before.entered_by == EnteredBy.LABORATORY and entered_by is EnteredBy.PRODUCER:
        raise Refusal("replaces-laboratorys", "检验机构录入的报告，只能由该机构更正。", "replaces")
    return before.id


def _recompute(work: Work, form: EnterReport) -> tuple[list[Verdict], Verdict]:
    limits = profile_on(work.session, form.sampled_on).limits_of(form.form)
    return rules.recompute(
        [rules.Result(one.item, one.result, one.unit, one.detection_limit) for one in form.items], limits
    )


def _items(form: EnterReport, report_id: int, verdicts: Sequence[Verdict]) -> Iterator[ReportItem]:
    for line, verdict in zip(form.items, verdicts, strict=True):
        yield ReportItem(
            **line.model_dump(exclude={"verdict"}),
            report_id=report_id,
            printed_verdict=line.verdict,
            recomputed=verdict,
        )


def _coverage(work: Work, form: EnterReport, report_id: int) -> Iterator[ReportCoverage]:
    if form.lot:
        batch = work.session.exec(
            select(Batch).where(Batch.lot == form.lot, Batch.producer_id == form.producer_id, Batch.form == form.form)
        ).one_or_none()
        if batch is None:
            raise Refusal("unknown-lot", "该生产者没有这种形态的批次 {lot}。", "lot", lot=form.lot)
        yield ReportCoverage(report_id=report_id, batch_id=batch.id)
        return
    from_day, until_day = form.from_day, form.until_day
    if not form.plots:
        yield ReportCoverage(
            report_id=report_id,
            producer_id=form.producer_id,
            form=form.form,
            from_day=from_day,
            until_day=until_day,
        )
    for plot_id in _plots(work, form.plots):
        yield ReportCoverage(report_id=report_id, plot_id=plot_id, from_day=from_day, until_day=until_day)


def _plots(work: Work, numbers: Sequence[str]) -> list[int]:
    found = work.session.exec(select(Plot.number, Plot.id).where(col(Plot.number).in_(numbers))).all()
    unknown = sorted(set(numbers) - {number for number, _ in found})
    if unknown:
        raise Refusal("unknown-plot", "没有登记地块 {plots}。", "plots", plots="、".join(unknown))
    return [plot_id for _, plot_id in found]


def _entered(report: Report) -> ReportEntered:
    return ReportEntered(
        report=report.id,
        number=report.number,
        report_kind=report.kind,
        laboratory=report.laboratory_id,
        producer=report.producer_id,
        entered_by=report.entered_by,
        form=report.form,
        conclusion=report.conclusion,
        recomputed=report.recomputed,
        under_review=report.under_review,
        replaces=report.replaces_id,
        sha256=report.file_sha256,
    )


def _unknown_report(field: str | None = None) -> Refusal:
    return Refusal("unknown-report", "没有这份报告。", field)
