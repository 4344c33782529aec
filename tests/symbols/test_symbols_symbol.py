"""The QR symbol: the standard's choices, and the same modules in every drawing."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from label_faces import make_face, opened, texts_in
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from gitrace.errors import Refusal
from gitrace.symbols.symbol import Matrix, matrix, pdf_path, symbol_png, symbol_svg

ADDRESS = make_face().address


def painted(rectangles: list[tuple[int, int, int]], size: int) -> Matrix:
    rows = [bytearray(size) for _ in range(size)]
    for x, y, length in rectangles:
        rows[y][x : x + length] = b"\x01" * length
    return Matrix(tuple(bytes(row) for row in rows))


def numbers(pattern: str, text: str) -> list[tuple[int, int, int]]:
    return [(int(x), int(y), int(n)) for x, y, n in re.findall(pattern, text)]


def test_an_address_in_upper_case_takes_a_symbol_of_33_modules() -> None:
    assert matrix(ADDRESS).size == 33


def test_an_address_in_lower_case_takes_only_one_version_more() -> None:
    assert matrix(ADDRESS.replace("HTTPS://LABEL.EXAMPLE.GOV.CN", "https://label.example.gov.cn")).size == 37


def test_the_modules_are_those_of_qrcode() -> None:
    symbol = QRCode(error_correction=ERROR_CORRECT_M)
    symbol.add_data(ADDRESS)
    symbol.make()
    assert matrix(ADDRESS).rows == tuple(bytes(row) for row in symbol.modules)


def test_a_serial_of_digits_alone_keeps_the_size_of_all_others() -> None:
    digits = "12345678901234567890"
    assert matrix(ADDRESS[:-20] + digits).size == matrix(ADDRESS).size


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-./:", min_size=1, max_size=122))
def test_any_text_comes_back_from_its_picture(text: str) -> None:
    assert texts_in(opened(symbol_png(matrix(text), 4))) == [text]


def test_a_png_is_one_bit_deep_and_a_whole_number_of_pixels_a_module() -> None:
    picture = opened(symbol_png(matrix(ADDRESS), 5))
    assert (picture.mode, picture.size) == ("1", ((33 + 8) * 5, (33 + 8) * 5))


def test_the_quiet_zone_of_a_png_is_white() -> None:
    picture = opened(symbol_png(matrix(ADDRESS), 1)).convert("L")
    inverted = Image.eval(picture, lambda grey: 255 - grey)
    assert inverted.getbbox() == (4, 4, 37, 37)


def test_an_svg_draws_the_same_modules_in_one_path_inside_its_quiet_zone() -> None:
    symbol = matrix(ADDRESS)
    svg = symbol_svg(symbol)
    runs = [(x - 4, y - 4, n) for x, y, n in numbers(r"M(\d+) (\d+)h(\d+)v1h-\d+z", svg)]
    assert 'viewBox="0 0 41 41"' in svg
    assert svg.count('<path d="') == 1
    assert painted(runs, symbol.size) == symbol


def test_a_pdf_path_draws_the_same_modules_and_fills_once() -> None:
    symbol = matrix(ADDRESS)
    path = pdf_path(symbol)
    assert painted(numbers(r"(\d+) (\d+) (\d+) 1 re", path), symbol.size) == symbol
    assert path.count("f") == 1


def test_a_text_that_no_symbol_holds_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        matrix("A" * 4_000)
    assert refused.value.code == "symbol-overflow"
