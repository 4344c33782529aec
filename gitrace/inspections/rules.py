"""Rules of test reports: the verdict recomputed, who may enter one, what it may cover, what it means for labels.

Plain values in; days are days in Shanghai.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from gitrace.errors import Refusal
from gitrace.inspections.results import judge_item
from gitrace.inspections.tables import EnteredBy, ReportKind, Review, Verdict
from gitrace.people.roles import PRODUCER, Role
from gitrace.profile import Finding, Outcome
from gitrace.profile.goods import Limit
from gitrace.work import Actor

LONGEST_COVERAGE = timedelta(days=366)
_CLAUSE = "产品档案：出厂检验"


def recomputed_verdict(items: Iterable[Verdict], *, limited: Iterable[bool]) -> Verdict:
    """Ours over all items. Only those with a limit of the profile decide: one failing fails, one open leaves it open;
    a report without any such item is open.
    """
    decisive = [verdict for verdict, has_limit in zip(items, limited, strict=True) if has_limit]
    if Verdict.FAIL in decisive:
        return Verdict.FAIL
    return Verdict.OPEN if not decisive or Verdict.OPEN in decisive else Verdict.PASS


@dataclass(frozen=True)
class Result:
    """One item as the report prints it."""

    item: str
    result: str
    unit: str
    detection_limit: str | None


def recompute(results: Iterable[Result], limits: dict[str, Limit]) -> tuple[list[Verdict], Verdict]:
    """Each item's verdict in order, and the whole's; `limits`: those of the form by item."""
    results = list(results)
    verdicts = [
        judge_item(limits.get(one.item), result=one.result, unit=one.unit, detection_limit=one.detection_limit)
        for one in results
    ]
    return verdicts, recomputed_verdict(verdicts, limited=[one.item in limits for one in results])


def standing_verdict(conclusion: str, review: str | None) -> Verdict:
    """What a report counts as: the laboratory's conclusion, unless the regulator confirmed a failure."""
    return Verdict.FAIL if review == Review.FAILURE else Verdict(conclusion)


def entered_by(actor: Actor, *, laboratory_id: int, producer_id: int) -> EnteredBy:
    """As whose the report stands: a laboratory enters its own, a producer uploads one on its own goods.

    Raises Refusal("not-your-laboratory" | "not-yours" | "report-enterer").
    """
    if actor.role == Role.LAB:
        if actor.laboratory_id != laboratory_id:
            raise Refusal("not-your-laboratory", "只能录入本机构出具的报告。", "laboratory_id")
        return EnteredBy.LABORATORY
    if actor.role is not None and actor.role not in PRODUCER:
        raise Refusal("report-enterer", "检验报告由检验机构录入，或由生产者上传。")
    if actor.role in PRODUCER and actor.producer_id != producer_id:
        raise Refusal("not-yours", "这不是本单位的记录，不能办理。")
    return EnteredBy.PRODUCER


def require_dates(*, sampled_on: date, issued_on: date, today: date) -> None:
    """Raises Refusal("sampled-after-issue" | "issued-in-future")."""
    if sampled_on > issued_on:
        raise Refusal("sampled-after-issue", "抽样日期不能晚于签发日期。", "sampled_on")
    if issued_on > today:
        raise Refusal("issued-in-future", "签发日期不能在今天之后。", "issued_on")


def require_coverage(*, lot: str | None, from_day: date | None, until_day: date | None, plots: bool) -> None:
    """A lot; or the days of packing for which it covers the producer's form, of all plots or of those named.

    Raises Refusal("coverage-missing" | "coverage-twice" | "coverage-days" | "coverage-too-long").
    """
    days = from_day is not None or until_day is not None
    if lot and (days or plots):
        raise Refusal("coverage-twice", "按批次的报告不再填日期和地块。", "lot")
    if lot:
        return
    if not days:
        raise Refusal("coverage-missing", "请填写报告覆盖的批次，或覆盖的包装日期范围。", "lot")
    if from_day is None or until_day is None or from_day > until_day:
        raise Refusal("coverage-days", "请填写覆盖的起止日期，止日不早于起日。", "until_day")
    if until_day - from_day > LONGEST_COVERAGE:
        raise Refusal("coverage-too-long", "覆盖的日期范围最长一年。", "until_day")


def proposes_hold(*, conclusion: str, recomputed: str) -> bool:
    """Whether a report proposes to hold what it covers: the laboratory or our reckoning says that it fails."""
    return Verdict.FAIL in (conclusion, recomputed)


def correction_reason(replaces: int | None, reason: str | None) -> str | None:
    """Why a report corrects another, None where it corrects none. Raises Refusal("correction-reason-missing")."""
    if replaces is not None and reason is None:
        raise Refusal("correction-reason-missing", "更正报告须写明更正理由。", "correction_reason")
    return reason if replaces is not None else None


def require_replaceable(*, same_laboratory: bool, same_producer: bool, replaced_already: bool) -> None:
    """A 更正报告 takes the place of one report of the same laboratory on the same producer's goods, once.

    Raises Refusal("replaces-other" | "replaced-already").
    """
    if not (same_laboratory and same_producer):
        raise Refusal("replaces-other", "被更正的报告须由同一机构出具、属同一生产者。", "replaces")
    if replaced_already:
        raise Refusal("replaced-already", "这份报告已被更正过，请更正最新的一份。", "replaces")


@dataclass(frozen=True)
class ReportFacts:
    """What labels need to know of a report in force that covers a lot."""

    number: str
    kind: str
    entered_by: str
    conclusion: str
    review: str | None
    under_review: bool

    @property
    def verdict(self) -> Verdict:
        """What it counts as."""
        return standing_verdict(self.conclusion, self.review)


def report_finding(reports: Iterable[ReportFacts], *, needed: bool, in_use: bool) -> Finding:
    """Whether reports in force let a lot's labels be made, or with `in_use` be put in use.

    A failing or differing report stops both. A missing one stops putting in use alone: labels are printed days before
    the laboratory has its sample. A rapid test (速测) is no report; a producer's upload counts with a warning.
    """
    reports = list(reports)
    differing = [one.number for one in reports if one.under_review]
    failing = [one.number for one in reports if one.verdict is Verdict.FAIL and not one.under_review]
    passing = [one for one in reports if one.verdict is Verdict.PASS and one.kind == ReportKind.REPORT]
    if differing:
        return _finding(Outcome.FAIL, "检验报告 {reports} 待复核。", differing)
    if failing:
        return _finding(Outcome.FAIL, "检验报告 {reports} 结论为不符合。", failing)
    confirmed = [one.number for one in passing if one.entered_by == EnteredBy.LABORATORY]
    if confirmed:
        return _finding(Outcome.PASS, "检验报告 {reports} 有效。", confirmed)
    if passing:
        return _finding(
            Outcome.WARN, "检验报告 {reports} 由生产者上传，未经检验机构确认。", [one.number for one in passing]
        )
    if not needed:
        return _finding(Outcome.PASS, "这种产品形态不要求检验报告。", [])
    return _finding(Outcome.FAIL if in_use else Outcome.WARN, "还没有覆盖本批次的检验报告，启用前须有。", [])


def _finding(outcome: Outcome, sentence: str, numbers: list[str]) -> Finding:
    return Finding("test-report", outcome, sentence, _CLAUSE, {"reports": "、".join(numbers)} if numbers else {})
