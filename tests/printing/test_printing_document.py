"""The PDF of a sheet: every symbol scans to its own address, and the same input gives the same bytes."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from label_faces import by_poppler, make_face, make_mixed_faces, rasterised, texts_in

from gitrace.errors import Refusal
from gitrace.labels.sheets import STOCKS, Stock
from gitrace.printing.document import LabelDocument, label_pdf
from gitrace.printing.imposition import Imposition
from gitrace.printing.wishes import Wishes

SHEET, ROLL = STOCKS["a4-4x10"], STOCKS["60x40"]
MADE_ON = datetime(2026, 3, 11, 12, tzinfo=UTC)


def in_inches(stock: Stock, place: tuple[int, int]) -> tuple[float, float, float, float]:
    x, y = place
    return x / 25_400, y / 25_400, (x + stock.width) / 25_400, (y + stock.height) / 25_400


def test_every_label_of_a_sheet_scans_to_its_own_address(tmp_path: Path) -> None:
    faces = make_mixed_faces(SHEET.per_page)
    [page] = rasterised(label_pdf(faces, SHEET, MADE_ON, "演示"), tmp_path)
    for face, place in zip(faces, SHEET.places(), strict=True):
        label = page.crop(tuple(round(edge * 300) for edge in in_inches(SHEET, place)))
        assert texts_in(label) == [face.address]


def test_all_symbols_of_a_sheet_are_found_at_once(tmp_path: Path) -> None:
    faces = make_mixed_faces(SHEET.per_page)
    [page] = rasterised(label_pdf(faces, SHEET, MADE_ON, "演示"), tmp_path)
    assert sorted(texts_in(page)) == sorted(face.address for face in faces)


def test_no_ink_lies_between_the_labels_of_a_sheet(tmp_path: Path) -> None:
    [page] = rasterised(label_pdf(make_mixed_faces(40), SHEET, MADE_ON, "演示"), tmp_path)
    for place in SHEET.places():
        left, top, right, bottom = (round(edge * 300) for edge in in_inches(SHEET, place))
        for cut in ((left - 4, top, left + 4, bottom), (left, bottom - 4, right, bottom + 4)):
            assert page.crop(cut).getextrema() == (255, 255)


def test_labels_run_on_to_the_next_page(tmp_path: Path) -> None:
    faces = make_mixed_faces(3)
    pages = rasterised(label_pdf(faces, ROLL, MADE_ON, "演示"), tmp_path, dpi=203)
    assert [texts_in(page) for page in pages] == [[face.address] for face in faces]


def test_a_part_used_sheet_is_begun_later_moved_and_cut_where_it_was_wished(tmp_path: Path) -> None:
    wishes = Wishes(start=6, copies=2, right="1", down="-0.5", marks=True)
    [page] = rasterised(label_pdf([make_face(1), make_face(2)], SHEET, MADE_ON, "演示", wishes=wishes), tmp_path)
    places = [(x + 1_000, y - 500) for x, y in SHEET.places()]
    for place, number in zip(places[5:9], (1, 1, 2, 2), strict=True):
        label = page.crop(tuple(round(edge * 300) for edge in in_inches(SHEET, place)))
        assert texts_in(label) == [make_face(number).address]
    assert len(texts_in(page)) == 4
    [x, y] = (round(edge / 25_400 * 300) for edge in (places[1][0], places[0][1] - 2_500))
    assert page.crop((x - 2, y - 2, x + 2, y + 2)).getextrema()[0] < 100


def test_the_same_labels_are_the_same_bytes() -> None:
    made = [label_pdf(make_mixed_faces(41), SHEET, MADE_ON, "演示", run="7") for _ in range(2)]
    assert made[0] == made[1]


def test_the_file_says_lot_range_and_run_and_asks_not_to_be_scaled() -> None:
    pdf = label_pdf([make_face(1), make_face(2)], SHEET, MADE_ON, "CY260312A001", run="7")
    assert b"lot=CY260312A001; numbers=00001-00002; run=7" in pdf
    assert b"/PrintScaling/None" in pdf
    assert b"D:20260311120000" in pdf


def test_what_is_printed_can_be_searched(tmp_path: Path) -> None:
    face = make_face(7)
    found = by_poppler("pdftotext", "labels.pdf", "-", pdf=label_pdf([face], ROLL, MADE_ON, "演示"), folder=tmp_path)
    for text in (face.product, face.producer, face.uscc, face.readable[2], face.plain_number, face.domain):
        assert text in found


def test_every_font_is_embedded_as_a_subset_once(tmp_path: Path) -> None:
    pdf = label_pdf(make_mixed_faces(80), SHEET, MADE_ON, "演示")
    fonts = by_poppler("pdffonts", "labels.pdf", pdf=pdf, folder=tmp_path).splitlines()[2:]
    assert [font.split()[0].split("+")[1] for font in fonts] == ["NotoSansSC-Regular", "NotoSansSC-Bold"]
    assert all(font.split()[-5:-2] == ["yes", "yes", "yes"] for font in fonts)


@pytest.mark.parametrize("stock", [SHEET, ROLL], ids=["sheet", "roll"])
def test_a_cover_lists_what_is_in_it_and_is_no_label(stock: Stock, tmp_path: Path) -> None:
    faces = [make_face(5), make_face(6)]
    pdf = label_pdf(faces, stock, MADE_ON, "演示", run="7", cover=True)
    told = by_poppler("pdftotext", "-l", "1", "labels.pdf", "-", pdf=pdf, folder=tmp_path)
    for text in ("CY260312A001", "00005–00006，共 2 枚", faces[0].serial, faces[1].serial, "签发编号 7", "不是标签"):
        assert text in told
    found = [texts_in(page) for page in rasterised(pdf, tmp_path)]
    assert found[0] == []
    assert sorted(text for page in found for text in page) == [face.address for face in faces]


def test_a_label_that_is_drawn_in_another_part_is_drawn_alike() -> None:
    faces = {number: make_face(number) for number in range(1, 301)}
    document = LabelDocument(
        imposition=Imposition(ROLL, Wishes(), 1, 300),
        samples=[faces[1], faces[300]],
        labels=lambda numbers: [faces[number] for number in numbers],
        made_on=MADE_ON,
        title="演示",
        cover=True,
    )
    pages, file = document.pages(), io.BytesIO()
    # Two documents set up apart, as by two processes, of which the first died.
    parts = [document.pages().part(0, 40), pages.part(40, 50), pages.part(50, 301)]
    pages.join(map(io.BytesIO, parts), file)
    assert file.getvalue() == pages.whole()


def test_no_labels_and_too_many_are_refused() -> None:
    for faces, code in (([], "labels-none"), ([make_face()] * 2_001, "labels-too-many")):
        with pytest.raises(Refusal) as refused:
            label_pdf(faces, SHEET, MADE_ON, "演示")
        assert refused.value.code == code
