"""Lines of a report pasted from a spreadsheet: cells between tabs, with or without a line of heads."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from gitrace.errors import Refusal
from gitrace.identifiers.entries import tidy_text
from gitrace.inspections.tables import Verdict

ORDER = ("name", "result", "unit", "printed_limit", "detection_limit", "method", "verdict")
"""The columns of lines that come without heads."""

_HEADS = {
    "name": ("项目", "检验项目", "检测项目", "项目名称", "参数"),
    "result": ("结果", "检验结果", "检测结果", "实测值", "测定值"),
    "unit": ("单位", "计量单位"),
    "printed_limit": ("限量", "限值", "标准值", "标准要求", "技术要求", "指标要求"),
    "detection_limit": ("检出限", "定量限"),
    "method": ("方法", "检验方法", "检测方法", "检验依据", "方法标准"),
    "verdict": ("判定", "单项判定", "单项结论", "单项评价", "结论"),
}
_COLUMN_OF = {head: column for column, heads in _HEADS.items() for head in heads}
_VERDICTS = {
    **dict.fromkeys(("符合", "合格", "√", "pass"), Verdict.PASS),
    **dict.fromkeys(("不符合", "不合格", "×", "fail"), Verdict.FAIL),
    **dict.fromkeys(("未判定", "不判定", "-", "/", "open"), Verdict.OPEN),
}


@dataclass(frozen=True)
class PastedLine:
    """One line as it was pasted; `verdict` None where the sheet has none."""

    name: str
    result: str
    unit: str
    printed_limit: str
    detection_limit: str
    method: str
    verdict: Verdict | None


def read_pasted(text: str) -> list[PastedLine]:
    """The lines that hold something, in order. A cell may be quoted and hold line breaks, as spreadsheets copy them.

    Raises Refusal("pasted-nothing" | "pasted-no-cells" | "pasted-no-name" | "pasted-no-result" | "pasted-verdict"),
    each naming the line.
    """
    found = list(_lines(text))
    if not found:
        raise Refusal("pasted-nothing", "请先粘贴表格中的内容。", "pasted")
    return found


def _lines(text: str) -> Iterator[PastedLine]:
    columns: Sequence[str] = ORDER
    rows = csv.reader(StringIO(text, newline=None), dialect="excel-tab")
    for number, row in enumerate(rows, 1):
        cells = [" ".join(cell.split()) for cell in row]
        if not any(cells):
            continue
        heads = [_COLUMN_OF.get("".join(cell.split()), "") for cell in cells]
        if "name" in heads and "result" in heads:
            columns = heads
        else:
            yield _line(number, cells, columns)


def _line(number: int, cells: list[str], columns: Sequence[str]) -> PastedLine:
    if len(cells) == 1:
        raise _refused("no-cells", "第 {line} 行没有分列，请从表格里复制后粘贴。", number)
    told = dict.fromkeys(ORDER, "") | {column: cell for column, cell in zip(columns, cells, strict=False) if column}
    if not told["name"]:
        raise _refused("no-name", "第 {line} 行没有项目名称。", number)
    if not told["result"]:
        raise _refused("no-result", "第 {line} 行没有结果。", number)
    verdict = _VERDICTS.get(tidy_text(told["verdict"]).lower())
    if told["verdict"] and verdict is None:
        raise _refused(
            "verdict", "第 {line} 行的判定“{word}”不认识，请写符合、不符合或未判定。", number, told["verdict"]
        )
    return PastedLine(**told | {"verdict": verdict})  # type: ignore[arg-type]


def _refused(code: str, sentence: str, line: int, word: str = "") -> Refusal:
    return Refusal(f"pasted-{code}", sentence, "pasted", line=line, **({"word": word} if word else {}))
