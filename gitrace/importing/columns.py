"""The six sheets of a season: their columns in order, by the headers people know.

`field` is the name that the commands of the rooms give the same thing. A column of `required` False may be empty.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Generic, TypeVar

from gitrace.importing import cells
from gitrace.importing.cells import Cell

Value = TypeVar("Value")


@dataclass(frozen=True)
class Column(Generic[Value]):
    """A column: header (NFKC, without spaces), the command's field, how a cell is read, whether it may be empty."""

    header: str
    field: str
    read: Callable[[Cell, str], Value]
    required: bool = True


@dataclass(frozen=True)
class SheetKind:
    """A sheet by its name in reports; its first column is its key."""

    name: str
    title: str
    columns: tuple[Column[object], ...]

    @property
    def headers(self) -> tuple[str, ...]:
        """Every known header, in order."""
        return tuple(column.header for column in self.columns)

    @property
    def key(self) -> Column[object]:
        """The column whose value names a row."""
        return self.columns[0]


def _kind(name: str, title: str, *columns: Column[object]) -> SheetKind:
    return SheetKind(name, title, columns)


class Producer:
    """生产者."""

    USCC: Column[str] = Column("统一社会信用代码", "uscc", cells.uscc)
    NAME: Column[str] = Column("名称", "name", cells.text)
    KIND: Column[str] = Column("类型", "kind", cells.text)
    TOWNSHIP: Column[str] = Column("乡镇代码", "township", cells.code)
    ADDRESS: Column[str] = Column("地址", "address", cells.text, required=False)
    CONTACT: Column[str] = Column("联系人", "contact", cells.text, required=False)
    PHONE: Column[str] = Column("电话", "phone", cells.text, required=False)
    AUTHORISED_FROM: Column[date] = Column("专用标志核准日期", "from_day", cells.day)
    AUTHORISED_UNTIL: Column[date] = Column("专用标志有效期至", "until_day", cells.day)


class Household:
    """农户."""

    NUMBER: Column[str] = Column("户号", "number", cells.code)
    HEAD: Column[str] = Column("户主", "name", cells.text)
    VILLAGE: Column[str] = Column("村", "village", cells.text)
    TOWNSHIP: Column[str] = Column("乡镇代码", "township", cells.code)
    CONTRACT: Column[Decimal | None] = Column("承包面积(亩)", "contract_mu", cells.decimal_or_none)


class Plot:
    """地块. A point may be left out, both its columns together."""

    CODE: Column[str] = Column("地块编号", "number", cells.code)
    HOUSEHOLD: Column[str] = Column("户号", "household", cells.code)
    PARCEL: Column[str] = Column("宗地号", "parcel", cells.code)
    TOWNSHIP: Column[str] = Column("乡镇代码", "township", cells.code)
    AREA: Column[Decimal | None] = Column("面积(亩)", "area_mu", cells.decimal_or_none)
    PLANTED: Column[int | None] = Column("栽植年份", "planted_year", cells.optional_count, required=False)
    YIELD: Column[Decimal | None] = Column("核定亩产(公斤)", "kg_per_mu", cells.decimal_or_none)
    LONGITUDE: Column[Decimal | None] = Column("经度", "longitude", cells.decimal_or_none, required=False)
    LATITUDE: Column[Decimal | None] = Column("纬度", "latitude", cells.decimal_or_none, required=False)


class Scale:
    """衡器."""

    NUMBER: Column[str] = Column("衡器编号", "number", cells.code)
    PRODUCER: Column[str] = Column("生产者代码", "producer", cells.producer_code)
    CERTIFICATE: Column[str] = Column("检定证书号", "certificate", cells.text)
    VERIFIED: Column[date] = Column("检定日期", "verified_on", cells.day)
    VALID: Column[date] = Column("有效期至", "valid_until", cells.day)
    UNIT: Column[str] = Column("显示单位", "display_unit", cells.text)
    CAPACITY: Column[Decimal | None] = Column("最大秤量(公斤)", "capacity", cells.decimal_or_none)


class Input:
    """生产记录. A pesticide record with gaps is kept, for deliveries to fail by; so is one without its dose."""

    NUMBER: Column[str] = Column("记录编号", "number", cells.code)
    PLOT: Column[str] = Column("地块编号", "plot", cells.code)
    KIND: Column[str] = Column("类别", "kind", cells.text)
    NAME: Column[str] = Column("投入品名称", "product", cells.text)
    REGISTRATION: Column[str] = Column("登记证号", "registration", cells.code, required=False)
    DOSE: Column[str] = Column("用量", "dose", cells.text, required=False)
    STARTED: Column[date] = Column("开始日期", "started_on", cells.day)
    ENDED: Column[date | None] = Column("结束日期", "ended_on", cells.optional_day, required=False)
    INTERVAL: Column[int | None] = Column("安全间隔期(天)", "interval_days", cells.optional_count, required=False)


class Delivery:
    """交售单. Without a plot, the household's plots of that cover are judged; an empty tare or deduction is zero."""

    NUMBER: Column[str] = Column("交售单号", "number", cells.code)
    PRODUCER: Column[str] = Column("生产者代码", "producer", cells.producer_code)
    HOUSEHOLD: Column[str] = Column("户号", "household", cells.code)
    PLOT: Column[str] = Column("地块编号", "plot", cells.code, required=False)
    WEIGHED: Column[datetime] = Column("过磅时间", "weighed_at", cells.instant)
    COVER: Column[str] = Column("方式", "cover", cells.text)
    GROSS: Column[str] = Column("毛重", "gross", cells.number_text)
    TARE: Column[str] = Column("皮重", "tare", cells.number_text, required=False)
    DEDUCTION: Column[str] = Column("扣杂", "deduction", cells.number_text, required=False)
    UNIT: Column[str] = Column("单位", "unit", cells.text)
    GRADE: Column[str] = Column("等级", "grade", cells.text)
    SCALE: Column[str] = Column("衡器编号", "scale", cells.code)


def _columns(of: type) -> tuple[Column[object], ...]:
    return tuple(column for column in vars(of).values() if isinstance(column, Column))


# In the order in which they are brought in: each refers only to those before it.
KINDS = (
    _kind("producers", "生产者", *_columns(Producer)),
    _kind("households", "农户", *_columns(Household)),
    _kind("plots", "地块", *_columns(Plot)),
    _kind("scales", "衡器", *_columns(Scale)),
    _kind("inputs", "生产记录", *_columns(Input)),
    _kind("deliveries", "交售单", *_columns(Delivery)),
)
