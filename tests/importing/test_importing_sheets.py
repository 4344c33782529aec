"""Which sheet a file is, and its rows."""

import io
from collections.abc import Sequence

import pytest
from openpyxl import Workbook

from gitrace.errors import Refusal
from gitrace.importing.cells import Cell
from gitrace.importing.columns import KINDS
from gitrace.importing.sheets import read_file, read_folder

HEADERS = {kind.name: kind.headers for kind in KINDS}
HOUSEHOLDS = "户号,户主,村,乡镇代码,承包面积(亩)"


def make_csv(*lines: str) -> bytes:
    return "\r\n".join(lines).encode()


def make_workbook(**tables: Sequence[Sequence[Cell]]) -> bytes:
    book = Workbook()
    for name, table in tables.items():
        worksheet = book.create_sheet(name)
        for cells in table:
            worksheet.append(cells)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_in_any_of_three_encodings(encoding: str) -> None:
    content = f"{HOUSEHOLDS}\nN1,演示户,演示村,421223103,3.5\n".encode(encoding)
    (sheet,) = read_file("households.csv", content)
    assert sheet.kind.name == "households"
    assert sheet.rows[0].cells["户主"] == "演示户"


def test_titles_above_are_passed_over_and_columns_stand_in_any_order() -> None:
    content = make_csv(
        "崇阳雷竹笋 2026 年,,,,,",
        ",,",
        "备注,村,户主,承包面积（亩）,乡镇 代码,户号",
        "x,演示村,演示户,3.5,421223103,N1",
    )
    (sheet,) = read_file("a.csv", content)
    assert sheet.rows[0].line == 4
    assert sheet.rows[0].cells == {
        "户号": "N1",
        "户主": "演示户",
        "村": "演示村",
        "乡镇代码": "421223103",
        "承包面积(亩)": "3.5",
    }


def test_empty_rows_and_totals_are_counted_not_read() -> None:
    content = make_csv(
        HOUSEHOLDS, "N1,演示户,演示村,421223103,3", "", ",,　,,", "小计,,,,3", "合 计,,,,3", "总计", "N2,x,y,z,1"
    )
    (sheet,) = read_file("a.csv", content)
    assert [row.cells["户号"] for row in sheet.rows] == ["N1", "N2"]
    assert sheet.skipped == 5


def test_a_total_stands_first_where_the_key_does_not() -> None:
    (sheet,) = read_file(
        "a.csv", make_csv("村,户主,户号,乡镇代码,承包面积(亩)", "合计,,,,9", "合计,演示户,N1,421223103,1")
    )
    assert [row.cells["户号"] for row in sheet.rows] == ["N1"]


def test_a_short_row_lacks_its_last_cells() -> None:
    (sheet,) = read_file("a.csv", make_csv(HOUSEHOLDS, "N1,演示户"))
    assert sheet.rows[0].cells["承包面积(亩)"] is None


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (make_csv("户号,户主,村,承包面积(亩)", "N1,a,b,3"), "missing-column", "乡镇代码"),
        (make_csv(HOUSEHOLDS + ",户 号", "N1,a,b,c,3,N1"), "repeated-column", "户号"),
        (make_csv("file,key,outcome,codes,grams", "plots,x,accepted,,"), "unknown-sheet", "表头"),
        (b"", "unknown-sheet", "表头"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "unreadable-file", "另存为"),
        (HOUSEHOLDS.encode("utf-16"), "unreadable-file", "另存为"),
        (b"PK\x03\x04 no workbook", "unreadable-file", "另存为"),
        (b"\xff\xff\xff", "unreadable-file", "另存为"),
    ],
)
def test_a_file_is_refused_with_a_sentence(content: bytes, code: str, words: str) -> None:
    with pytest.raises(Refusal) as no:
        read_file("a.csv", content)
    assert no.value.code == code
    assert words in str(no.value)
    assert "a.csv" in str(no.value)


def test_a_workbook_holds_a_sheet_per_file() -> None:
    households = [
        ["崇阳雷竹笋"],
        HEADERS["households"],
        ["N1", "演示户", "演示村", 421223103, 3.5],
        [],
        ["合计", None, None, None, 3.5],
    ]
    content = make_workbook(说明=[["请逐行填写"]], 农户=households, 衡器=[HEADERS["scales"]], Sheet3=[])
    read = read_file("season.xlsx", content)
    assert [(sheet.kind.name, len(sheet.rows), sheet.skipped) for sheet in read] == [
        ("households", 1, 2),
        ("scales", 0, 0),
    ]
    assert read[0].rows[0].cells["乡镇代码"] == 421223103


def test_a_folder_is_read_in_the_order_of_import() -> None:
    files = [(f"{name}.csv", make_csv(",".join(headers))) for name, headers in sorted(HEADERS.items())]
    folder = read_folder([*files, ("expected.csv", make_csv("file,key"))])
    assert [sheet.kind.name for sheet in folder.sheets] == [
        "producers",
        "households",
        "plots",
        "scales",
        "inputs",
        "deliveries",
    ]
    assert folder.ignored == ("expected.csv",)


def test_two_sheets_of_one_kind_are_refused() -> None:
    content = make_csv(HOUSEHOLDS)
    with pytest.raises(Refusal, match="one") as no:
        read_folder([("one.csv", content), ("two.csv", content)])
    assert no.value.code == "repeated-sheet"
