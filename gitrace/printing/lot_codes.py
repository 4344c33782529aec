"""批次码, the code of a whole lot for film that is printed a week ahead and for inkjet: the same on every pack.

It names no single pack, so none is counted, put in use or voided by it; that it was taken out is on record.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from gitrace.batches.tables import Batch
from gitrace.identifiers.digital_link import DigitalLink
from gitrace.identifiers.entries import Code
from gitrace.identifiers.gtin import to_gtin14
from gitrace.labels import rules
from gitrace.labels.addresses import label_address
from gitrace.labels.checks import refuse_failing
from gitrace.labels.issuing import item_for
from gitrace.labels.lots import findings_before_labels, lot_at_hand, today_of
from gitrace.printing.events import LotCodeTakenOut
from gitrace.settings import Settings
from gitrace.symbols.symbol import matrix, symbol_png, symbol_svg
from gitrace.work import Work

_PIXELS = 12
"""A module's side in the PNG: at 600 dpi a module of 0.508 mm."""


class Drawn(StrEnum):
    """As what it is taken out."""

    SVG = "svg"
    PNG = "png"
    PDF = "pdf"


DRAWN_WORDS = {Drawn.SVG: "SVG，制版、设计软件", Drawn.PDF: "PDF，印刷厂", Drawn.PNG: "PNG，喷码机"}


class TakeLotCode(BaseModel):
    """Which pack's code of a lot, and as what."""

    model_config = ConfigDict(frozen=True)

    lot: Code = Field(title="批次号")
    gtin: Code = Field(title="商品")
    drawn_as: Drawn = Field(default=Drawn.SVG, title="格式")


@dataclass(frozen=True)
class LotCode:
    """A lot's address under one GTIN. `opened_at`: of the lot, which dates its document."""

    link: DigitalLink
    address: str
    opened_at: datetime

    @property
    def title(self) -> str:
        """Of the file."""
        return f"{self.link.lot}-{self.link.gtin}"

    @property
    def texts(self) -> tuple[str, str]:
        """What is read beside it: a lot's code must not pass for a pack's."""
        return self.link.element_string, "批次码：同批商品相同，不能区分单件"

    def drawn(self, as_: Drawn) -> bytes:
        """The symbol with its quiet zone; in a PDF with its two lines."""
        symbol = matrix(self.address)
        if as_ is Drawn.SVG:
            return symbol_svg(symbol).encode()
        if as_ is Drawn.PNG:
            return symbol_png(symbol, _PIXELS)
        from gitrace.printing.lot_code_paper import lot_code_pdf

        return lot_code_pdf(self)


def lot_code_of(settings: Settings, batch: Batch, gtin: str) -> LotCode:
    """The code of a lot under the GTIN of one of its packs."""
    link = DigitalLink(to_gtin14(gtin), batch.lot)
    return LotCode(link, label_address(settings, link), batch.opened_at)


def take_lot_code(work: Work, form: TakeLotCode) -> str:
    """Put on record that a lot's code is taken out; returns the GTIN. Refused as labels are, save for their cap.

    Raises Refusal("unknown-lot" | "not-yours" | "lot-closed" | "unknown-item" | "label-host-unset") and the codes of
    failing checks.
    """
    at, settings = lot_at_hand(work, form.lot), work.store.settings
    rules.require_open(is_open=at.is_open)
    item = item_for(work, at, to_gtin14(form.gtin))
    rules.require_host(settings.label_host, demo=settings.demo)
    refuse_failing(findings_before_labels(work.session, at, today_of(work), in_use=False))
    taken = LotCodeTakenOut(lot=at.batch.lot, gtin=item.gtin, drawn_as=form.drawn_as.value)
    work.record(taken, subject=at.subject)
    return item.gtin
