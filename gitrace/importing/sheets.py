"""Files to sheets: which of the six a file is, and its rows by header. Pure: names and bytes in, rows out."""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from gitrace.errors import Refusal
from gitrace.importing.cells import Cell, is_blank, plain_text
from gitrace.importing.columns import KINDS, SheetKind

TOTALS = {"合计", "小计", "总计"}
_TITLE_ROWS = 10
_ENOUGH = 0.5
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_UNPACKED_LIMIT = 300 * 1024 * 1024


@dataclass(frozen=True)
class SheetRow:
    """A row of a sheet: its line from 1, and its cells by known header."""

    line: int
    cells: dict[str, Cell]


@dataclass(frozen=True)
class Sheet:
    """One of the six sheets, as found in a file; `skipped` counts empty rows and totals, not the title."""

    kind: SheetKind
    file: str
    rows: tuple[SheetRow, ...]
    skipped: int


@dataclass(frozen=True)
class Folder:
    """The sheets of several files, in the order in which they are brought in, and the names of those not ours."""

    sheets: tuple[Sheet, ...]
    ignored: tuple[str, ...]


def read_folder(files: Iterable[tuple[str, bytes]], kinds: Sequence[SheetKind] = KINDS) -> Folder:
    """The sheets among (name, content) pairs; a file none of whose headers is of `kinds` is ignored by name.

    Raises Refusal("repeated-sheet") when two are of one kind, and those of `read_file` but "unknown-sheet".
    """
    found: dict[str, Sheet] = {}
    ignored = []
    for name, content in files:
        sheets = _known(name, content, kinds)
        if not sheets:
            ignored.append(name)
        for sheet in sheets:
            if sheet.kind.name in found:
                values = {"title": sheet.kind.title, "one": found[sheet.kind.name].file, "other": name}
                raise Refusal("repeated-sheet", "{title}表有两份：{one} 和 {other}，请只留一份。", "files", **values)
            found[sheet.kind.name] = sheet
    return Folder(tuple(found[kind.name] for kind in kinds if kind.name in found), tuple(ignored))


def read_file(name: str, content: bytes, kinds: Sequence[SheetKind] = KINDS) -> list[Sheet]:
    """The sheets of these kinds in one file: one of a CSV (UTF-8, else GB18030), one or more of a workbook (.xlsx).

    Raises Refusal("unreadable-file" | "unknown-sheet" | "missing-column" | "repeated-column").
    """
    sheets = _known(name, content, kinds)
    if not sheets:
        raise Refusal("unknown-sheet", "{name} 的表头不是六种表中的任何一种，请核对表头。", "files", name=name)
    return sheets


def _known(name: str, content: bytes, kinds: Sequence[SheetKind]) -> list[Sheet]:
    tables = _workbook(name, content) if content.startswith(b"PK") else [_csv(name, content)]
    sheets = [_sheet(name, table, kinds) for table in tables]
    return [sheet for sheet in sheets if sheet is not None]


def _csv(name: str, content: bytes) -> list[Sequence[Cell]]:
    if content.startswith((_OLD_EXCEL, *_UTF_16)):
        raise _unreadable(name)
    try:
        lines = list(csv.reader(io.StringIO(_decoded(name, content), newline="")))
    except csv.Error:
        raise _unreadable(name) from None
    return cast("list[Sequence[Cell]]", lines)


def _decoded(name: str, content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _unreadable(name)


def _workbook(name: str, content: bytes) -> list[list[Sequence[Cell]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > _UNPACKED_LIMIT:
                raise _unreadable(name)
        with warnings.catch_warnings():
            # openpyxl warns of drawings and validations that it leaves out; we read values only.
            warnings.simplefilter("ignore")
            return list(_worksheets(content))
    except (zipfile.BadZipFile, KeyError, ValueError):
        raise _unreadable(name) from None


def _worksheets(content: bytes) -> Iterator[list[Sequence[Cell]]]:
    from openpyxl import load_workbook  # only a workbook needs it, and every start would load it

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        for worksheet in book.worksheets:
            # Some programs write a wrong extent into the file; without it every row is read.
            worksheet.reset_dimensions()
            yield cast("list[Sequence[Cell]]", list(worksheet.iter_rows(values_only=True)))
    finally:
        book.close()


def _sheet(name: str, table: Sequence[Sequence[Cell]], kinds: Sequence[SheetKind]) -> Sheet | None:
    """The sheet that a table holds, or None when its headers are not ours."""
    at, kind = _recognise(table, kinds)
    if kind is None:
        return None
    headers = [_header(cell) for cell in table[at]]
    _refuse_headers(name, kind, headers)
    places = {header: headers.index(header) for header in kind.headers}
    rows, skipped = [], 0
    for line, cells in enumerate(table[at + 1 :], at + 2):
        row = {header: cells[place] if place < len(cells) else None for header, place in places.items()}
        if _is_no_record(cells, row[kind.key.header]):
            skipped += 1
        else:
            rows.append(SheetRow(line, row))
    return Sheet(kind, name, tuple(rows), skipped)


def _recognise(table: Sequence[Sequence[Cell]], kinds: Sequence[SheetKind]) -> tuple[int, SheetKind | None]:
    """Row and kind of the header that fits best among the first rows; titles above it are passed over."""
    best: tuple[float, int, SheetKind | None] = (0.0, 0, None)
    for at, cells in enumerate(table[:_TITLE_ROWS]):
        headers = {_header(cell) for cell in cells}
        for kind in kinds:
            share = len(headers.intersection(kind.headers)) / len(kind.headers)
            if share > best[0]:
                best = (share, at, kind)
    return (best[1], best[2]) if best[0] >= _ENOUGH else (0, None)


def _refuse_headers(name: str, kind: SheetKind, headers: list[str]) -> None:
    values = {"name": name, "title": kind.title}
    missing = [header for header in kind.headers if header not in headers]
    if missing:
        values["columns"] = "、".join(missing)
        raise Refusal("missing-column", "{name}（{title}表）缺少列：{columns}。", "files", **values)
    repeated = [header for header in kind.headers if headers.count(header) > 1]
    if repeated:
        values["columns"] = "、".join(repeated)
        raise Refusal("repeated-column", "{name}（{title}表）有重复的列：{columns}。", "files", **values)


def _is_no_record(cells: Sequence[Cell], key: Cell) -> bool:
    """An empty row, or a line of totals: the word stands in the key, or first in a row without a key."""
    filled = [cell for cell in cells if not is_blank(cell)]
    if not filled:
        return True
    word = filled[0] if is_blank(key) else key
    return _header(word) in TOTALS


def _header(cell: Cell) -> str:
    return "".join(plain_text(cell).split())


def _unreadable(name: str) -> Refusal:
    return Refusal("unreadable-file", "{name} 无法读取，请另存为 .xlsx 或 UTF-8 的 CSV 后再试。", "files", name=name)
