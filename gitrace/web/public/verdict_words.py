"""What a page says of a label, word for word as agreed: title, one line of advice, status, shape."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime

from gitrace.batches.tables import Batch, Hold
from gitrace.clock import shanghai_day
from gitrace.labels.verdict import STATUS, Verdict
from gitrace.scans.facts import LotFacts

UNVERIFIABLE = "unverifiable"
"""The lot's present state cannot be read: not a verdict on the label at all."""
WHOLE_LOT = "whole-lot"
"""A lot's own page, when nothing is to be said against the lot."""

# Title and advice. `{issuer!s}` stands in the Chinese alone: the English advice names the notice without it.
SENTENCES = {
    Verdict.MALFORMED: (
        "编码不完整，无法查询",
        "请对准标签上的二维码重新扫描；手工输入的，请逐字核对批次号和序列号。",
    ),
    Verdict.UNKNOWN_LOT: (
        "没有查到这个批次",
        "请核对网址是否为 {host!s}、批次号是否输对；仍查不到的，请勿凭此码判断来源，可点“反映问题”。",
    ),
    Verdict.FORGED: (
        "不是本系统签发的编码",
        "编码校验未通过，请勿凭此码判断商品来源；手工输入的请先核对；请保留包装和购物凭证，"
        "可点“反映问题”或拨打 12315。",
    ),
    Verdict.NOT_ISSUED: (
        "这个序列号没有签发过",
        "请勿凭此码判断商品来源；请保留包装和购物凭证，可点“反映问题”。",
    ),
    Verdict.RECALLED: (
        "本批次正在召回，请停止食用",
        "请按 {issuer!s} {day} 的召回公告（{notice}）联系购买处退货，咨询电话 {phone}。",
    ),
    Verdict.ON_HOLD: (
        "本批次标签暂停使用，正在核实",
        "暂停不代表产品不合格，结果将在本页公布；请保留包装。",
    ),
    Verdict.VOID: (
        "标签已作废",
        "这枚标签已于 {day} 登记作废，不应再用于商品；请保留包装，可点“反映问题”或拨打 12315。",
    ),
    Verdict.RETURNED: (
        "标签已退回注销",
        "这枚标签未使用即退回，已于 {day} 注销，不应出现在商品上；请保留包装，可点“反映问题”。",
    ),
    Verdict.NOT_IN_USE: (
        "标签尚未启用",
        "生产者还没有登记启用这枚标签；商品已在销售的，可能是漏登记，也可能是标签被误用，请联系销售者或点“反映问题”。",
    ),
    Verdict.PAST_DATE: (
        "标签有效，但已过标注的保质期",
        "以包装上标注的日期为准；有异味、发霉、胀袋的请勿食用。",
    ),
    Verdict.GENUINE: (
        "标签有效，由本系统签发",
        "请核对品名、规格、生产者与包装是否一致；本页不能证明袋内就是所登记的产品。",
    ),
    UNVERIFIABLE: (
        "暂时无法核实",
        "现在读不到这个批次的记录，不能判断标签的状态，请稍后重新扫描。这不说明产品有问题，也不说明没有问题。",
    ),
    WHOLE_LOT: ("批次码：同批商品相同，不能区分单件。", "要查询单件商品，请扫描标签上的二维码，或输入标签上的序列号。"),
}
PAST_ADVISED = "标签有效，但已过生产者建议的食用期限"
SAFETY = "核实期间建议暂不食用。"
UNRECORDED = "未记录"
HOST_ON_LABEL = "标签上印的域名"

# A disc goes, a triangle warns, an octagon stops, a square informs: the shape says it without the colour.
SHAPES = {
    Verdict.MALFORMED: "note",
    Verdict.UNKNOWN_LOT: "warn",
    Verdict.NOT_IN_USE: "warn",
    Verdict.ON_HOLD: "warn",
    Verdict.PAST_DATE: "warn",
    Verdict.GENUINE: "go",
    UNVERIFIABLE: "note",
    WHOLE_LOT: "note",
}

_DIALLED = re.compile(r"[0-9]{3,4}(-?[0-9]+)*")


@dataclass(frozen=True)
class Saying:
    """A verdict in words: msgids with their values, for the page to say in the reader's language."""

    verdict: str
    title: str
    advice: str
    more: str = ""
    values: dict[str, object] = field(default_factory=dict)

    @property
    def shape(self) -> str:
        """go, warn, stop or note."""
        return SHAPES.get(self.verdict, "stop")

    @property
    def needs_help(self) -> bool:
        """Whether the reader is first told whom to turn to, before what is on record."""
        return self.shape in ("warn", "stop") or self.verdict == UNVERIFIABLE

    @property
    def phone(self) -> str:
        """The number that its advice names, where it is one that a phone can dial."""
        number = str(self.values.get("phone", ""))
        return number if _DIALLED.fullmatch(number) else ""

    @property
    def is_edible(self) -> bool:
        """Whether nothing speaks against telling how to keep and cook it."""
        return self.verdict in (Verdict.GENUINE, WHOLE_LOT)

    @property
    def status(self) -> int:
        """The answer's HTTP status."""
        if self.verdict == UNVERIFIABLE:
            return 503
        return next((status for verdict, status in STATUS.items() if verdict == self.verdict), 200)


def saying(verdict: str, **values: object) -> Saying:
    """A verdict that needs nothing of a lot but the values its sentence names."""
    title, advice = SENTENCES[verdict]
    return Saying(verdict, title, advice, values=values)


def saying_of_lot(verdict: Verdict, facts: LotFacts, ended_at: datetime | None = None) -> Saying:
    """A verdict on a label, or on a lot as a whole, whose lot is known; `ended_at`: when it was voided or returned."""
    if verdict in (Verdict.RECALLED, Verdict.ON_HOLD):
        return saying_of_stopped(verdict, facts.batch)
    if verdict is Verdict.PAST_DATE and facts.keeps_as_advised:
        return Saying(verdict, PAST_ADVISED, SENTENCES[verdict][1])
    return saying(verdict, day=_day(ended_at))


def saying_of_stopped(verdict: Verdict, batch: Batch) -> Saying:
    """Of a lot that is recalled or on hold, whatever pack of it is asked about."""
    if verdict is Verdict.RECALLED:
        told = {"issuer": batch.recall_issuer, "notice": batch.recall_notice, "phone": batch.recall_phone}
        return saying(verdict, day=_day(batch.recalled_on), **{n: v or UNRECORDED for n, v in told.items()})
    title, advice = SENTENCES[verdict]
    return Saying(verdict, title, advice, SAFETY if batch.hold == Hold.SAFETY else "")


def _day(when: date | datetime | None) -> str:
    if when is None:
        return UNRECORDED
    return (shanghai_day(when) if isinstance(when, datetime) else when).isoformat()
