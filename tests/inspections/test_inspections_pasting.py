"""Lines of a report as a spreadsheet copies them; what is wrong names its line."""

import pytest

from gitrace.errors import Refusal
from gitrace.inspections.pasting import read_pasted
from gitrace.inspections.tables import Verdict


def test_cells_come_in_the_order_of_the_form() -> None:
    [lead, other] = read_pasted("铅\t0.02\tmg/kg\t0.1\t0.005\tGB 5009.12\t合格\r\n\r\n灭幼脲\t未检出\n")
    assert (lead.name, lead.result, lead.unit, lead.printed_limit) == ("铅", "0.02", "mg/kg", "0.1")
    assert (lead.detection_limit, lead.method, lead.verdict) == ("0.005", "GB 5009.12", Verdict.PASS)
    assert (other.name, other.result, other.unit, other.verdict) == ("灭幼脲", "未检出", "", None)


def test_heads_put_them_in_another_order() -> None:
    [line] = read_pasted("序号\t检验项目\t单位\t标准要求\t检验结果\t单项评价\n1\t镉\tmg/kg\t≤0.05\t0.2\t不合格")
    assert (line.name, line.unit, line.printed_limit, line.result) == ("镉", "mg/kg", "≤0.05", "0.2")
    assert line.verdict is Verdict.FAIL


def test_a_quoted_cell_may_break_its_line() -> None:
    [line] = read_pasted('"铅\n（以 Pb 计）"\t0.02')
    assert line.name == "铅 （以 Pb 计）"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "pasted-nothing", None),
        ("铅\t0.02\n铅 0.02", "pasted-no-cells", 2),
        ("铅\t0.02\n\n\t0.02", "pasted-no-name", 3),
        ("铅\t\tmg/kg", "pasted-no-result", 1),
        ("铅\t0.02\t\t\t\t\t好", "pasted-verdict", 1),
    ],
)
def test_what_is_wrong_names_its_line(text: str, code: str, line: int | None) -> None:
    with pytest.raises(Refusal) as no:
        read_pasted(text)
    assert (no.value.code, no.value.field, no.value.values.get("line")) == (code, "pasted", line)
