"""What one label shows, as plain values."""

from dataclasses import dataclass, replace
from datetime import date

from gitrace.balance.rules import kg
from gitrace.errors import Refusal

# The fixed words of a label, of which the font must hold every character.
WORDS = "地理标志产品 净含量 包装日期 统一社会信用代码 序号 官方域名 刮开涂层验证码"


@dataclass(frozen=True, kw_only=True)
class LabelFace:
    """Plain values, none of them looked up here.

    `weight_g`: what a carton weighs by itself, net; `pin`: what a scratch-off coat is to cover.
    `address`: the text of the symbol. `number`: the label's plain number in its lot and GTIN, from 1.
    `gi_name`: the geographical indication, only where the producer is authorised and the form covered; None prints
    no line of the mark. `basis`: the announcement's number or the product standard's code, as it is to be read.
    `domain`: the official domain a shopper compares the address with.

    Raises Refusal("mark-without-basis"): the mark stands with its announcement or standard or not at all.
    """

    address: str
    gtin: str
    lot: str
    serial: str
    number: int
    gi_name: str | None
    product: str
    producer: str
    uscc: str
    basis: str | None
    packed_on: date
    net_content: str
    domain: str
    weight_g: int | None = None
    pin: str | None = None

    def __post_init__(self) -> None:
        if self.gi_name is not None and not self.basis:
            raise Refusal("mark-without-basis", "没有录入公告号或产品标准，标签上不能印地理标志名称。", "basis")

    def weighing(self, grams: int) -> "LabelFace":
        """The same of a carton that weighs so much."""
        return replace(self, net_content=f"{kg(grams)} kg", weight_g=grams)

    @property
    def weight(self) -> str | None:
        """A carton's net weight as an element string (GS1 AI 3103: kilograms, three decimals), beside the code."""
        return None if self.weight_g is None else f"(3103){self.weight_g:06d}"

    @property
    def readable(self) -> tuple[str, str, str]:
        """The text under the symbol, one element string a line (GS1 General Specifications, HRI rules)."""
        return f"(01){self.gtin}", f"(10){self.lot}", f"(21){self.serial}"

    @property
    def plain_number(self) -> str:
        """The number by which spoiled labels are named: at least five digits."""
        return f"{self.number:05d}"

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything of it that is set in type, beside the fixed words."""
        free = self.gi_name, self.product, self.producer, self.uscc, self.basis, self.net_content, self.domain, self.pin
        return *filter(None, free), *self.readable, WORDS
