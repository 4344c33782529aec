"""The words of the codes that lists show: states, kinds, reasons, findings; and the names of places and goods."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from gitrace.balance.tables import AccountKind
from gitrace.batches.tables import BatchState, Hold
from gitrace.inspections.tables import Answer, ReportKind, Review, Verdict
from gitrace.labels.tables import Ending, RangeState
from gitrace.profile import Profile
from gitrace.profile.commands import profile_on
from gitrace.profile.goods import Cover, Form, Grade
from gitrace.supervision.phrases import Named, Phrase

FINDINGS = {
    "outside-area": "产地范围",
    "season": "采收期",
    "cover-record": "覆盖记录",
    "production-record": "生产记录",
    "pre-harvest-interval": "安全间隔期",
    "banned-input": "禁用农药",
    "scale-lapsed": "衡器检定",
    "certified-yield": "核定产量",
    "no-household": "农户来源",
    "too-old": "投料时限",
    "cover-mixed": "自然笋与覆盖笋混装",
}
ACCOUNTS = {
    AccountKind.CERTIFICATION: "县核定",
    AccountKind.UNATTRIBUTED: "未分户收购",
    AccountKind.RECOVERY: "加工得率",
    AccountKind.OVERDRAFT: "差额对冲",
    AccountKind.CERTIFIED: "核定产量余额",
    AccountKind.DELIVERY: "交售单余额",
    AccountKind.LOT: "批次可启用余额",
    AccountKind.IN_USE: "已启用标签",
    AccountKind.DEFICIT: "批次差额",
    AccountKind.LOOSE_SALE: "散装销售",
    AccountKind.PROCESSING: "送加工",
    AccountKind.TRANSFER: "转让",
    AccountKind.SAMPLE: "送检",
    AccountKind.OWN_USE: "自用",
    AccountKind.LOSS: "损耗",
}
BATCH_STATES = {BatchState.OPEN: "进行中", BatchState.CLOSED: "已结批"}
HOLDS = {Hold.NONE: "", Hold.CHECK: "暂停标签使用（核实）", Hold.SAFETY: "暂停标签使用（质量安全）"}
RANGES = {RangeState.IN_USE: "已启用", RangeState.VOID: "已作废", RangeState.RETURNED: "已退回注销"}
ENDINGS = {
    Ending.SPOILED: "未启用，已损坏",
    Ending.GONE: "已启用，笋已不在",
    Ending.OPENED: "已启用，拆开，笋还在",
    Ending.SETTLED: "已启用，拆开，笋抵差额",
    Ending.CLOSED: "结批时未启用",
    Ending.RETURNED: "未启用，退回",
}
HELD = {Hold.CHECK: "核实", Hold.SAFETY: "质量安全"}
REPORT_KINDS = {ReportKind.REPORT: "检验报告", ReportKind.RAPID: "速测"}
REVIEWS = {Review.ACCEPTED: "采信机构结论", Review.FAILURE: "确认不符合"}
ANSWERS = {
    Answer.HOLD: "暂停标签使用",
    Answer.NO_HOLD: "不暂停",
    Answer.PASSED_ON: "由更正报告的提议接续",
}
VERDICTS = {Verdict.PASS: "符合", Verdict.FAIL: "不符合", Verdict.OPEN: "无法判定"}
REASONS = {
    "certify": "核定",
    "raise": "调高核定",
    "lower": "调低核定",
    "weigh": "过磅",
    "pour": "投料",
    "put-in-use": "启用标签",
    "void": "作废标签",
    "correct": "更正",
    "carry": "结转",
    "process": "加工",
    "draw": "不贴标转出",
    "settle": "核销差额",
    "repay": "补回差额",
}
UNKNOWN = "未记录"


def finding_words(codes: str) -> str:
    """Codes joined by spaces as their words, as a delivery's `failing` holds them."""
    return "、".join(map(str, finding_phrases(codes)))


def finding_phrases(codes: str) -> list[Phrase]:
    """The same, one by one."""
    return [Phrase(FINDINGS.get(code, code)) for code in codes.split()]


def account_kind(kind: str) -> Phrase:
    """What an account holds."""
    return Phrase(ACCOUNTS[AccountKind(kind)])


def reason_words(reason: str) -> Phrase:
    """Why grams moved, `pour`, `lower/2026`; a reason without words stays as it is."""
    return Phrase(REASONS.get(reason.partition("/")[0], reason))


@dataclass(frozen=True)
class Names:
    """What the profile calls places and goods; a code that it does not know stays as it is."""

    profile: Profile

    @classmethod
    def of(cls, session: Session, today: date) -> "Names":
        """Of the version in force today."""
        return cls(profile_on(session, today))

    def township(self, code: str) -> Named:
        """A township by nine digits."""
        found = self.profile.county.township(code)
        return Named(found.name, found.name_en) if found else Named(code, code)

    def village(self, code: str) -> str:
        """A village by twelve digits."""
        return next((one.name for one in self.profile.county.villages if one.code == code), code)

    def cover(self, code: str) -> Named:
        """A cover type."""
        return _named(self.profile.covers, code)

    def form(self, code: str) -> Named:
        """A form."""
        return _named(self.profile.forms, code)

    def forms(self, codes: str) -> Named:
        """Several, from their codes with spaces between."""
        forms = [self.form(code) for code in codes.split()]
        return Named("、".join(one.chinese for one in forms), ", ".join(one.english for one in forms))

    def grade(self, code: str | None) -> Named | None:
        """A grade; None for none."""
        return _named(self.profile.grades, code) if code else None


def _named(things: Iterable[Cover | Form | Grade], code: str) -> Named:
    return next((Named(one.name, one.name_en) for one in things if one.code == code), Named(code, code))
