"""What each figure of the public balance counts, out of what, and in which unit."""

from dataclasses import dataclass
from decimal import Decimal

from gitrace.supervision.balance_sheet.sheet import FIGURES, Sheet
from gitrace.supervision.open_figures.figure import percent

_KILOGRAM = 1000  # grams


@dataclass(frozen=True)
class Column:
    """One figure. `code`: its name for programs; `of`: the figure that it is a part of; `in_grams`: kept so."""

    code: str
    words: str
    unit: str
    definition: str
    of: str = ""

    @property
    def in_grams(self) -> bool:
        """Whether entries keep it in grams, which are shown as kilograms."""
        return self.unit == "公斤"

    def shown(self, value: int | None) -> Decimal | int | None:
        """In the unit; None of what waits."""
        return value if value is None or not self.in_grams else Decimal(value) / _KILOGRAM

    def share(self, sheet: Sheet) -> Decimal | None:
        """Per cent of what it is a part of, in the county; None of nothing, or while some of either waits."""
        if not self.of or sheet.any_waits(self.code) or sheet.any_waits(self.of):
            return None
        return percent(sheet.county(self.code), sheet.county(self.of))


HARVEST = (
    Column("certified", "核定产量", "公斤", "县里核定各户地块本产季最多可交售的重量之和，按更改后的数。"),
    Column("delivered", "交售量", "公斤", "分户过磅的净重之和，按更正后的数；没有分户的收购不计。", "certified"),
    Column(
        "in_use_g",
        "标签占用量",
        "公斤",
        "启用标签占去的重量，鲜笋按鲜重，加工品按成品；启用后作废、笋也不在了的仍占着。",
        "delivered",
    ),
    Column("loose", "无标签散卖", "公斤", "不贴标签散卖的鲜笋。", "delivered"),
    Column("other", "无标签他用", "公斤", "不贴标签送加工、调出、留样、自用和损耗的鲜笋。", "delivered"),
    Column("deficit", "差额", "公斤", "更正后发现标签多占、还没有补上的重量；补上以前，那一批的标签停用。", "in_use_g"),
)
LABELS = (
    Column("lots", "本季批次", "个", "包装日期在本产季的批次。"),
    Column("held", "暂停过的批次", "个", "上述批次中登记过暂停标签使用的，已恢复的也在内。", "lots"),
    Column("issued", "签发标签", "枚", "上述批次申领付印的标签，重印不另计。"),
    Column("in_use", "在用标签", "枚", "已启用、没有作废的标签。", "issued"),
    Column("void", "作废标签", "枚", "未启用就作废的和启用后作废的都在内。", "issued"),
    Column("scans", "查询次数", "次", "本产季每天查询标签的次数之和；同一设备十分钟内重复查询算一次。"),
    Column("scanned", "被查询过的标签", "枚", "本产季里第一次被查询的标签，每枚只计一次。", "in_use"),
    Column("drawn", "抽中回访", "张", "每周抽签选出、要打电话问农户的交售单。"),
    Column("calls", "已回访", "张", "上述交售单中已经问完的，几次都打不通的也在内。", "drawn"),
)
COLUMNS = {one.code: one for one in (*HARVEST, *LABELS)}

assert COLUMNS.keys() == set(FIGURES), "every figure has its words"
