"""A producer's own label stock: measured with a ruler, refused where labels could not lie or not scan."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col, select

from gitrace.errors import Refusal
from gitrace.identifiers.entries import Exact, Line
from gitrace.labels.sheets import LONGEST_LABEL, LONGEST_PAGE, MOST_A_PAGE, Stock, own_code
from gitrace.people.acting import require_own
from gitrace.printing.events import StockKept, StockRetired
from gitrace.printing.face import LabelFace
from gitrace.printing.layout import lay_out
from gitrace.printing.tables import OwnStock
from gitrace.printing.wishes import Dpi
from gitrace.work import Work

Page = Annotated[Exact, Field(ge=10, le=LONGEST_PAGE // 1000, decimal_places=2)]
Side = Annotated[Exact, Field(ge=10, le=LONGEST_LABEL // 1000, decimal_places=2)]
Space = Annotated[Exact, Field(ge=0, le=500, decimal_places=2)]
"""Millimetres."""


class KeepStock(BaseModel):
    """What a ruler says of a sheet or roll; all lengths in millimetres."""

    model_config = ConfigDict(frozen=True)

    name: Line = Field(title="名称", description="自己认得的叫法，如“库房 30 枚”。")
    page_width: Page = Field(title="纸宽（毫米）", description="卷标填一枚的宽和高，列、行都填 1。")
    page_height: Page = Field(title="纸高（毫米）")
    columns: int = Field(title="列数", ge=1, le=20)
    rows: int = Field(title="行数", ge=1, le=50)
    width: Side = Field(title="每枚宽（毫米）")
    height: Side = Field(title="每枚高（毫米）")
    left: Space | None = Field(default=None, title="左边距（毫米）", description="不填就左右居中。")
    top: Space | None = Field(default=None, title="上边距（毫米）", description="不填就上下居中。")
    gap_across: Space = Field(default=Decimal(0), title="左右间隔（毫米）")
    gap_down: Space = Field(default=Decimal(0), title="上下间隔（毫米）")


def keep_stock(work: Work, form: KeepStock, *, producer_id: int) -> OwnStock:
    """Raises Refusal("not-yours" | "duplicate" | "labels-off-page" | "labels-too-many" | "symbol-too-small" |
    "label-too-small").
    """
    require_own(work.actor, producer_id)
    stock = measured(form)
    if any(one.name == form.name for one in own_stocks(work.session, producer_id)):
        raise Refusal("duplicate", "已经有叫这个名称的标签纸。", "name")
    kept = OwnStock(producer_id=producer_id, name=form.name, code=own_code(stock))
    work.session.add(kept)
    work.session.flush()
    told = StockKept(producer=producer_id, stock=kept.id, code=kept.code)
    work.record(told, subject=f"producer:{producer_id}", rows=[kept])
    return kept


def retire_stock(work: Work, stock_id: int, *, producer_id: int) -> OwnStock:
    """Offer it no longer. Raises Refusal("not-yours" | "no-such-stock")."""
    require_own(work.actor, producer_id)
    kept = work.session.get(OwnStock, stock_id)
    if kept is None or kept.producer_id != producer_id or kept.retired:
        raise Refusal("no-such-stock", "没有这种标签纸。")
    kept.retired = True
    told = StockRetired(producer=producer_id, stock=kept.id, code=kept.code)
    work.record(told, subject=f"producer:{producer_id}", rows=[kept])
    return kept


def own_stocks(session: Session, producer_id: int) -> Sequence[OwnStock]:
    """Those that are offered, by name."""
    offered = select(OwnStock).where(OwnStock.producer_id == producer_id, col(OwnStock.retired).is_(False))
    return session.exec(offered.order_by(OwnStock.name)).all()


def measured(form: KeepStock) -> Stock:
    """The stock, which holds a label with the shortest texts at least.

    Raises Refusal("labels-off-page" | "labels-too-many" | "symbol-too-small" | "label-too-small").
    """
    page, width, height = (_um(form.page_width), _um(form.page_height)), _um(form.width), _um(form.height)
    across, down = _um(form.gap_across), _um(form.gap_down)
    centred = Stock("", page, form.columns, form.rows, width, height, across, down)
    left = centred.left if form.left is None else _um(form.left)
    top = centred.top if form.top is None else _um(form.top)
    stock = Stock("", page, form.columns, form.rows, width, height, across, down, (left, top))
    for field, beyond, size in (
        ("width", min(stock.left, stock.right), page[0]),
        ("height", min(stock.top, stock.bottom), page[1]),
    ):
        if beyond < 0:
            need = f"{(size - beyond) / 1000:g}"
            sentence = "这样排下来共需 {need} 毫米，纸只有 {page} 毫米。"
            raise Refusal("labels-off-page", sentence, field, need=need, page=f"{size / 1000:g}")
    if stock.per_page > MOST_A_PAGE:
        raise Refusal("labels-too-many", "一张纸最多 {most} 枚。", "columns", most=MOST_A_PAGE)
    _require_label(stock)
    return stock


def _require_label(stock: Stock) -> None:
    from gitrace.typesetting.font import typeface  # a tenth of a second of every start

    try:
        lay_out(_SHORTEST, stock, typeface(_SHORTEST.texts), Dpi.FINE)
    except Refusal as tight:
        sentence = "{width} × {height} 毫米的标签印不下能扫的二维码和必须写明的内容，至少要 40 × 30 毫米左右。"
        size = {"width": f"{stock.width / 1000:g}", "height": f"{stock.height / 1000:g}"}
        raise Refusal(tight.code, sentence, "height", **size) from None


_SHORTEST = LabelFace(
    address="HTTPS://LABEL.EXAMPLE/01/00000000000000/10/CY000000A000/21/00000000000000000000",
    gtin="00000000000000",
    lot="CY000000A000",
    serial="00000000000000000000",
    number=1,
    gi_name=None,
    product="竹笋",
    producer="合作社",
    uscc="000000000000000000",
    basis=None,
    packed_on=date(2026, 1, 1),
    net_content="1 kg",
    domain="label.example",
)


def _um(millimetres: Decimal) -> int:
    return int(millimetres * 1000)
