"""名册表: the sheet in which villages claim and the county certifies; a row is a plot with its household."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from gitrace.errors import Refusal
from gitrace.growers.identity import parse_id_number
from gitrace.growers.rules import refuse_area, refuse_certified_yield
from gitrace.importing import cells
from gitrace.importing.columns import Column, SheetKind
from gitrace.importing.desk import Line
from gitrace.profile import Profile
from gitrace.profile.rules import refuse_growing_township

Value = TypeVar("Value")


class Claim:
    """A row's columns, in the order of the template. The parcel is the key: it is the county's own for a plot."""

    PARCEL: Column[str] = Column("宗地号", "parcel", cells.code)
    TOWNSHIP: Column[str] = Column("乡镇代码", "township", cells.code)
    VILLAGE: Column[str] = Column("村", "village", cells.text)
    HOUSEHOLD: Column[str] = Column("户号", "household", cells.code)
    HEAD: Column[str] = Column("户主", "name", cells.text)
    PHONE: Column[str] = Column("电话", "phone", cells.text, required=False)
    ID_NUMBER: Column[str] = Column("公民身份号码", "id_number", cells.code, required=False)
    CONTRACT: Column[Decimal | None] = Column("承包面积(亩)", "contract_mu", cells.decimal_or_none)
    PLOT: Column[str] = Column("地块编号", "plot", cells.code, required=False)
    AREA: Column[Decimal | None] = Column("面积(亩)", "area_mu", cells.decimal_or_none)
    COVER: Column[str] = Column("方式", "cover", cells.text)
    YIELD: Column[Decimal | None] = Column("核定亩产(公斤)", "kg_per_mu", cells.decimal_or_none)
    SAMPLE: Column[str] = Column("实测样方", "measured_sample", cells.text, required=False)


CLAIMS = SheetKind("claims", "名册", tuple(column for column in vars(Claim).values() if isinstance(column, Column)))
EXAMPLE = (
    "示例-林权证号-0001", "421223103", "示例村", "SL-001", "示例户主", "", "", "6", "", "3.3", "自然", "600", ""
)  # fmt: skip
"""The template's one row; its parcel says that it is an example, and it is passed over."""


@dataclass(frozen=True)
class ClaimRow:
    """A claim that was read. Empty texts: not given; `plot` empty: numbered after its household."""

    parcel: str
    township: str
    village: str
    household: str
    name: str
    phone: str
    id_number: str
    contract_mu: Decimal
    plot: str
    area_mu: Decimal
    cover: str
    kg_per_mu: Decimal
    sample: str


def read_claim(line: Line, profile: Profile) -> ClaimRow:
    """Read from left to right; refuses at the first column that does not fit."""
    parcel, township = line.read(Claim.PARCEL), line.read(Claim.TOWNSHIP)
    refuse_growing_township(township, profile)
    village, household, name = line.read(Claim.VILLAGE), line.read(Claim.HOUSEHOLD), line.read(Claim.HEAD)
    phone, id_number = line.read(Claim.PHONE), line.read(Claim.ID_NUMBER)
    contract = _area(line, Claim.CONTRACT)
    plot, area = line.read(Claim.PLOT), _area(line, Claim.AREA)
    cover = {one.word: one.code for one in profile.covers}.get(line.read(Claim.COVER))
    if cover is None:
        raise Refusal("invalid-cover", "方式应为 自然 或 覆盖。", Claim.COVER.field)
    kg_per_mu = line.read(Claim.YIELD)
    refuse_certified_yield(kg_per_mu, profile)
    assert kg_per_mu is not None
    return ClaimRow(
        parcel=parcel,
        township=township,
        village=village,
        household=household,
        name=name,
        phone=phone,
        id_number=parse_id_number(id_number) if id_number else "",
        contract_mu=contract,
        plot=plot,
        area_mu=area,
        cover=cover,
        kg_per_mu=kg_per_mu,
        sample=line.read(Claim.SAMPLE),
    )


def _area(line: Line, column: Column[Decimal | None]) -> Decimal:
    area = line.read(column)
    refuse_area(area, column.field)
    assert area is not None
    return area
