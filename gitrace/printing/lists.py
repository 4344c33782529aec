"""Lists of labels for an outside printer or a label program: address, lot, GTIN, serial, number, PIN. CSV and XLSX.

Drawn in parts; the same labels are the same bytes.
"""

import csv
import io
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from gitrace.printing.face import LabelFace

COLUMNS = {"网址": 72, "批次号": 16, "商品条码": 18, "序列号": 26, "序号": 10}
"""And their widths, in characters."""
UNDER_COAT = {"验证码": 10}
_NUMBER = list(COLUMNS).index("序号")
_A_PART = 20_000
_FIRST_DAY = datetime(1980, 1, 1)  # noqa: DTZ001 - a property of a workbook has no zone


@dataclass(frozen=True)
class SerialTable:
    """As CSV, which Excel reads too."""

    faces: Sequence[LabelFace]

    @property
    def parts(self) -> int:
        """See `Drawing`."""
        return -(-len(self.faces) // _A_PART)

    def part(self, index: int) -> bytes:
        """Its rows, without the head."""
        return _rows(map(row_of, self.faces[index * _A_PART : (index + 1) * _A_PART]))

    @property
    def columns(self) -> dict[str, int]:
        """Heads and widths; the PIN of labels under a coat is the last."""
        return COLUMNS if self.faces[0].pin is None else COLUMNS | UNDER_COAT

    def join(self, parts: Iterable[BinaryIO], file: BinaryIO) -> None:
        """Head and rows; the mark before them has Excel read UTF-8."""
        file.write("\ufeff".encode() + _rows([list(self.columns)]))
        for part in parts:
            shutil.copyfileobj(part, file)


@dataclass(frozen=True)
class SerialBook(SerialTable):
    """As a workbook; its parts are rows of text, for a workbook can only be written from end to end."""

    def join(self, parts: Iterable[BinaryIO], file: BinaryIO) -> None:
        """One sheet, written row by row: memory does not grow with it."""
        import xlsxwriter  # type: ignore[import-untyped]

        beside = str(Path(file.name).parent)
        with xlsxwriter.Workbook(file, {"constant_memory": True, "tmpdir": beside}) as book:
            book.set_properties({"created": _FIRST_DAY})
            sheet = book.add_worksheet("标签")
            for column, (head, width) in enumerate(self.columns.items()):
                sheet.set_column(column, column, width)
                sheet.write_string(0, column, head)
            sheet.freeze_panes(1, 0)
            lines = (line for part in parts for line in csv.reader(part.read().decode().splitlines()))
            for row, texts in enumerate(lines, 1):
                for column, text in enumerate(texts):
                    # A number may be reckoned with; a code must keep the zeros it begins with.
                    if column == _NUMBER:
                        sheet.write_number(row, column, int(text))
                    else:
                        sheet.write_string(row, column, text)


def row_of(face: LabelFace) -> tuple[str | int, ...]:
    """One label, as the columns have it."""
    row = face.address, face.lot, face.gtin, face.serial, face.number
    return row if face.pin is None else (*row, face.pin)


def _rows(rows: Iterable[Sequence[str | int]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
