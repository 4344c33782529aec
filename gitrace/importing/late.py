"""The sheet of weighings entered late: the columns of the page's own grid, and its template."""

import io
from collections.abc import Sequence

from gitrace.clock import SHANGHAI
from gitrace.deliveries.late import MOST_LATE
from gitrace.errors import Refusal
from gitrace.importing import cells
from gitrace.importing.cells import Cell
from gitrace.importing.columns import Column, SheetKind
from gitrace.importing.sheets import read_file

DUG_WORDS = {"当天": "today", "前一天": "yesterday"}
COVER_WORDS = {"自然": "natural", "覆盖": "covered"}


def _moment(cell: Cell, field: str) -> str:
    """A time as the grid takes it; what is none stays as it is, to be told at its cell."""
    if cells.is_blank(cell):
        return ""
    try:
        return f"{cells.instant(cell, field).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    except Refusal:
        return cells.plain_text(cell)


def _dug(cell: Cell, _field: str) -> str:
    return DUG_WORDS.get(cells.plain_text(cell), "")


LATE = SheetKind(
    "late",
    "补录",
    (
        Column("户号", "household", cells.code),
        Column("交售单号", "number", cells.code),
        Column("过磅时间", "weighed_at", _moment),
        Column("毛重", "gross", cells.number_text),
        Column("皮重", "tare", cells.number_text),
        Column("扣杂", "deduction", cells.number_text),
        Column("方式", "cover", cells.text),
        Column("衡器编号", "scale", cells.code),
        Column("挖笋", "dug", _dug),
        Column("地块编号", "plot", cells.code),
        Column("等级", "grade", cells.text),
        Column("单价(元/斤)", "price", cells.number_text),
    ),
)


def read_late(name: str, content: bytes, *, codes: dict[str, dict[str, str]]) -> list[dict[str, str]]:
    """The rows of the first such sheet, each by field. `codes`: of a field, words to codes; other words stay.

    Raises Refusal("unknown-sheet" | "too-many-rows" | "lost-digits" | "invalid-text"), and as `read_file`.
    """
    try:
        rows = read_file(name, content, (LATE,))[0].rows
    except Refusal as no:
        if no.code == "unknown-sheet":
            raise Refusal(no.code, "{name} 的表头与空白表格的不同，请用下载的表格填写。", "file", name=name) from None
        raise no.at("file") from None
    if len(rows) > MOST_LATE:
        raise Refusal("too-many-rows", "一次最多 {most} 行，请分几份。", "file", most=MOST_LATE)
    return [{column.field: _read(column, row.cells[column.header], codes) for column in LATE.columns} for row in rows]


def _read(column: Column[object], cell: Cell, codes: dict[str, dict[str, str]]) -> str:
    text = str(column.read(cell, "file"))
    return codes.get(column.field, {}).get(text, text)


def late_template(choices: dict[str, Sequence[str]]) -> bytes:
    """An empty workbook with the columns' heads; `choices`: words that a column of this field may hold."""
    import xlsxwriter  # type: ignore[import-untyped]

    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        sheet = book.add_worksheet(LATE.title)
        head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E5F0E5"})
        as_text = book.add_format({"num_format": "@"})
        for place, column in enumerate(LATE.columns):
            sheet.set_column(place, place, 16, as_text)
            sheet.write_string(0, place, column.header, head)
            if column.field in choices:
                listed = {"validate": "list", "source": list(choices[column.field])}
                sheet.data_validation(1, place, MOST_LATE, place, listed)
        sheet.freeze_panes(1, 0)
    return written.getvalue()
