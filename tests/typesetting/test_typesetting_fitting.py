"""Lines as Chinese is set: none ends with an opening mark or begins with a closing one, and nothing gets lost."""

import pytest

from gitrace.certificates.face import COMMITMENT
from gitrace.typesetting.fitting import lines_of
from gitrace.typesetting.font import typeface

TEXTS = (
    COMMITMENT,
    "1,240 斤（620 公斤）",
    "质量安全控制、自行检测（报告 CY-2026-0312、CY-2026-0313）",
    "12 户交售的 31 笔货混装，其中 8 笔收取了农户的合格证",
)
SIZE = 2_800


@pytest.mark.parametrize("text", TEXTS)
def test_no_mark_stands_on_the_wrong_side_of_a_line(text: str) -> None:
    cut = typeface([text]).regular
    for width in range(20_000, 60_000, 500):
        lines = list(lines_of(cut, text, SIZE, width))
        assert "".join(lines) == text
        assert all(cut.width(line, SIZE) <= width for line in lines)
        assert not [line for line in lines if line[-1] in "（《“〔" or line[0] in "），。、；：》”〕"]


def test_what_no_line_holds_is_parted() -> None:
    cut = typeface(["CY260312A001-1"]).regular
    lines = list(lines_of(cut, "CY260312A001-1", SIZE, 8_000))
    assert ("".join(lines), len(lines) > 1) == ("CY260312A001-1", True)
    assert list(lines_of(cut, "CY", SIZE, 1)) == ["C", "Y"]
