"""The words of the codes that lists show: states, kinds, reasons, findings; and the names of places and goods."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from gitrace.balance.tables import AccountKind
from gitrace.batches.tables import BatchState, Hold
from gitrace.inspections.tables import Verdict
from gitrace.labels.tables import Ending, RangeState
from gitrace.profile import Profile
from gitrace.profile.commands import profile_on
from gitrace.supervision.phrases import Phrase

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
    return "、".join(FINDINGS.get(code, code) for code in codes.split())


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

    def township(self, code: str) -> str:
        """A township by nine digits."""
        found = self.profile.county.township(code)
        return found.name if found else code

    def village(self, code: str) -> str:
        """A village by twelve digits."""
        return next((one.name for one in self.profile.county.villages if one.code == code), code)

    def cover(self, code: str) -> str:
        """A cover type."""
        return next((one.name for one in self.profile.covers if one.code == code), code)

    def form(self, code: str) -> str:
        """A form."""
        return next((one.name for one in self.profile.forms if one.code == code), code)

    def grade(self, code: str | None) -> str:
        """A grade; nothing for none."""
        return next((one.name for one in self.profile.grades if one.code == code), code or "")
