"""As what a run's labels can be taken: documents for the producer's own printer, and codes for another's."""

from enum import StrEnum

from gitrace.errors import Refusal
from gitrace.labels.sheets import Stock


class PrintForm(StrEnum):
    """SVG and PNG are archives of symbols, which a designer puts into the artwork; CSV and XLSX are lists."""

    PDF = "pdf"
    TSPL = "tspl"
    ZPL = "zpl"
    SVG = "svg"
    PNG = "png"
    CSV = "csv"
    XLSX = "xlsx"

    @property
    def suffix(self) -> str:
        """Of the file's name."""
        return "zip" if self in (PrintForm.SVG, PrintForm.PNG) else self.value

    @property
    def mime(self) -> str:
        """What the file is, for a browser."""
        return _MIMES[self.suffix]

    @property
    def is_handed_out(self) -> bool:
        """Whether codes leave the house with it, to be printed by others."""
        return self in HANDED_OUT


PRINTED = (PrintForm.PDF, PrintForm.TSPL, PrintForm.ZPL)
OF_ROLLS = (PrintForm.TSPL, PrintForm.ZPL)
HANDED_OUT = (PrintForm.XLSX, PrintForm.CSV, PrintForm.SVG, PrintForm.PNG)

_MIMES = {
    "pdf": "application/pdf",
    "tspl": "application/octet-stream",
    "zpl": "application/octet-stream",
    "zip": "application/zip",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
AT_ONCE = 2_000
"""Labels up to which a document is drawn while one waits."""
_MOST = {
    PrintForm.SVG: 200_000,
    PrintForm.PNG: 200_000,
    PrintForm.XLSX: 1_000_000,
    PrintForm.PDF: 5_000_000,
}
"""A file a label: more of them than this no program unpacks gladly. A workbook's sheet has a million rows, and a PDF
with its offsets in ten digits ends at 10 GB.
"""


def require_drawable(form: PrintForm, stock: Stock, count: int) -> None:
    """Raises Refusal("labels-too-many" | "stock-not-roll")."""
    most = _MOST.get(form)
    if most is not None and count > most:
        raise Refusal("labels-too-many", "一次最多打印 {most} 枚标签，请分批。", "last", most=most)
    if form in OF_ROLLS:
        require_roll(stock)


def require_roll(stock: Stock) -> None:
    """Raises Refusal("stock-not-roll")."""
    if not stock.is_roll:
        raise Refusal("stock-not-roll", "这种格式只用于卷标；整张的标签纸请打印 PDF。", "format")
