"""The checks before labels (出标前检查) that labels add to those of deliveries and producers: a finding a clause."""

from collections.abc import Iterable, Sequence

from gitrace.deliveries.weight import jin
from gitrace.errors import Refusal
from gitrace.profile import Finding, Outcome, Profile


def mark_finding(form: str, profile: Profile) -> Finding:
    """Whether labels of a form bear the name; without basis or cover they are printed without it."""
    clause = "地理标志公告"
    if profile.may_bear_name(form):
        return Finding("mark-basis", Outcome.PASS, "标签可印地理标志名称。", clause)
    return Finding(
        "mark-basis", Outcome.WARN, "公告号和产品标准未录入，或公告未涵盖这种形态：标签不印地理标志名称。", clause
    )


def hold_finding(*, held: bool, recalled: bool) -> Finding:
    """Nothing is labelled while the lot is held or recalled."""
    clause = "标签使用协议：暂停标签使用"
    if recalled:
        return Finding("hold", Outcome.FAIL, "本批次正在召回。", clause)
    if held:
        return Finding("hold", Outcome.FAIL, "本批次标签已暂停使用。", clause)
    return Finding("hold", Outcome.PASS, "本批次未暂停。", clause)


def deficit_finding(deficit_g: int) -> Finding:
    """What a correction overdrew stops the lot's labels until it is settled."""
    clause = "以产定标：差额"
    if deficit_g:
        facts: dict[str, str | int] = {"deficit": jin(deficit_g)}
        return Finding(
            "deficit", Outcome.FAIL, "更正后还差 {deficit} 斤，须先作废标签或由监管人员核销。", clause, facts
        )
    return Finding("deficit", Outcome.PASS, "没有差额。", clause)


def source_finding(lots: Sequence[str]) -> Finding:
    """A processed lot stops with the fresh lots that it was made of. `lots`: those of them that have a deficit."""
    clause = "以产定标：差额"
    if lots:
        facts: dict[str, str | int] = {"lots": "、".join(lots)}
        return Finding(
            "source-deficit", Outcome.FAIL, "做成本批次的鲜笋批次 {lots} 还有差额，处理以前标签停用。", clause, facts
        )
    return Finding("source-deficit", Outcome.PASS, "原料批次没有差额。", clause)


def poured_finding(failing: Sequence[str]) -> Finding:
    """No delivery that fails a check is in the lot. `failing`: their numbers."""
    clause = "出标前检查：交售单"
    if failing:
        facts: dict[str, str | int] = {"deliveries": "、".join(failing)}
        return Finding("poured", Outcome.FAIL, "批次中的交售单 {deliveries} 未通过检查。", clause, facts)
    return Finding("poured", Outcome.PASS, "已投料的交售单都通过检查。", clause)


def refuse_failing(findings: Iterable[Finding]) -> None:
    """The first finding that fails speaks for all. Raises Refusal with the finding's code."""
    for finding in findings:
        if finding.outcome is Outcome.FAIL:
            raise Refusal(finding.code, finding.sentence, None, **finding.facts)
