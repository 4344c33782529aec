"""What happens to laboratories and reports. All restricted: a difference is internal until a person has decided."""

from gitrace.ledger.events import Event, event


@event(
    "laboratory.registered",
    1,
    zh="登记检验机构 {name}，CMA 编号 {cma_number}",
    en="Laboratory {name} registered, CMA number {cma_number}",
)
class LaboratoryRegistered(Event):
    """A testing body may now have accounts and reports."""

    laboratory: int
    name: str
    cma_number: str


@event(
    "report.entered",
    1,
    zh="录入检验报告 {number}（{report_kind}），机构结论 {conclusion}，系统复算 {recomputed}",
    en="Test report {number} ({report_kind}) entered: the laboratory says {conclusion}, recomputed {recomputed}",
)
class ReportEntered(Event):
    """`entered_by`: laboratory or producer; `replaces`: the report that it corrects; `sha256`: of its PDF."""

    report: int
    number: str
    report_kind: str
    laboratory: int
    producer: int
    entered_by: str
    form: str
    conclusion: str
    recomputed: str
    under_review: bool
    replaces: int | None
    sha256: str | None


@event(
    "report.reviewed",
    1,
    zh="检验报告 {number} 复核：{decision}，{reason}",
    en="Test report {number} reviewed: {decision}, {reason}",
)
class ReportReviewed(Event):
    """The regulator decided a difference: `accepted`, the laboratory's conclusion stands, or `failure`."""

    report: int
    number: str
    decision: str
    reason: str


@event(
    "hold.proposed",
    1,
    zh="检验报告 {number} 不符合，提议暂停标签使用：批次 {lots}",
    en="Test report {number} fails: a hold of lots {lots} is proposed",
)
class HoldProposed(Event):
    """`lots`: those that the report covers at that moment. Restricted: nothing is decided yet."""

    report: int
    number: str
    lots: list[str]


@event(
    "hold.answered",
    1,
    zh="检验报告 {number} 的暂停提议已答复：{answer}，暂停批次 {lots}",
    en="The hold proposed by test report {number} was answered: {answer}, lots held {lots}",
)
class HoldAnswered(Event):
    """`answer`: hold or no-hold; `lots`: those held. The reason stands in the row."""

    report: int
    number: str
    answer: str
    lots: list[str]
