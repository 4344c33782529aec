"""What roll printers are told, read back as a printer would: one picture a run, and a symbol that scans on it."""

import io
import itertools
import re
from dataclasses import dataclass, field

import pytest
from label_faces import faces_on, make_face, texts_in
from PIL import Image, ImageDraw

from gitrace.errors import Refusal
from gitrace.labels.sheets import STOCKS, Stock
from gitrace.printing.face import LabelFace
from gitrace.printing.roll import Roll
from gitrace.printing.tspl import Tspl
from gitrace.printing.wishes import Dpi, Wishes
from gitrace.printing.zpl import Zpl
from gitrace.symbols.symbol import matrix, symbol_image
from gitrace.typesetting.font import typeface

ROLLS = [stock for stock in STOCKS.values() if stock.is_roll]
every_roll = pytest.mark.parametrize("stock", ROLLS, ids=lambda stock: stock.code)
every_language = pytest.mark.parametrize("language", [Tspl(), Zpl()], ids=["tspl", "zpl"])
BMP = re.compile(rb'DOWNLOAD "GITRACE.BMP",(\d+),')
GRF = re.compile(rb"~DGR:GITRACE.GRF,(\d+),(\d+),([0-9A-F]+)\n")
CELLS = {"1": (8, 12), "2": (12, 20), "3": (16, 24), "4": (24, 32), "5": (32, 48)}
ADVANCES, BASELINES = {"A": 6, "B": 9, "D": 12, "F": 16, "G": 48}, {"A": 7, "B": 11, "D": 14, "F": 21, "G": 48}
HEIGHTS = {"A": 9, "B": 11, "D": 18, "F": 26, "G": 60}


@dataclass
class Printed:
    """One label as a printer has it. `cells`: left, top, right, bottom of each line of its own type."""

    picture: Image.Image
    symbol: tuple[int, int, int, str] = (0, 0, 0, "")
    cells: list[tuple[int, int, int, int]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    copies: int = 0

    def drawn(self) -> Image.Image:
        paper = self.picture.convert("L")
        for cell in self.cells:
            ImageDraw.Draw(paper).rectangle(cell, fill=0)
        x, y, module, text = self.symbol
        symbol = symbol_image(matrix(text))
        paper.paste(symbol.resize((symbol.width * module,) * 2, Image.Resampling.NEAREST), (x, y))
        return paper


def printed(told: bytes) -> list[Printed]:
    return list(spoken_tspl(told) if b"SIZE" in told else spoken_zpl(told))


def unsegmented(segment: str) -> str:
    if segment[0] == "A":
        assert segment == segment.upper()
        return segment[1:]
    assert (segment[0], int(segment[1:5])) == ("B", len(segment) - 5)
    return segment[5:]


def spoken_tspl(told: bytes):  # type: ignore[no-untyped-def]
    picture = None
    while told:
        if download := BMP.match(told):
            end = download.end() + int(download[1])
            picture = Image.open(io.BytesIO(told[download.end() : end]))
            told = told[end:].removeprefix(b"\r\n")
            continue
        line, _, told = told.partition(b"\r\n")
        command, _, rest = line.decode("ascii").partition(" ")
        if command == "CLS":
            label = Printed(picture)
        elif command == "QRCODE":
            x, y, level, module, mode, _, model, _, content = rest.split(",", 8)
            assert (level, mode, model) == ("M", "M", "M2")
            label.symbol = (int(x), int(y), int(module), "".join(map(unsegmented, content[1:-1].split("!"))))
        elif command == "TEXT":
            x, y, font, _, across, down, text = rest.split(",", 6)
            wide, high = (one * int(times) for one, times in zip(CELLS[font[1:-1]], (across, down), strict=True))
            label.cells.append((int(x), int(y), int(x) + wide * (len(text) - 2) - 1, int(y) + high * 4 // 5))
            label.texts.append(text[1:-1])
        elif command == "PRINT":
            label.copies = int(rest.removeprefix("1,"))
            yield label


def spoken_zpl(told: bytes):  # type: ignore[no-untyped-def]
    picture = None
    for line in told.splitlines(keepends=True):
        if graphic := GRF.match(line):
            dots, row = bytes.fromhex(graphic[3].decode()), int(graphic[2])
            assert len(dots) == int(graphic[1])
            dark = Image.frombytes("1", (8 * row, len(dots) // row), dots)
            picture = dark.point(lambda bit: 255 - bit)
            continue
        if b"^XG" not in line:
            continue
        label = Printed(picture)
        x, y, module, content = re.search(r"\^FO(\d+),(\d+)\^BQN,2,(\d+)\^FDMM,([^\^]+)", line.decode()).groups()
        label.symbol = (int(x), int(y) + 1, int(module), unsegmented(content))
        for at in re.finditer(r"\^FT(\d+),(\d+)\^A(\w)N,(\d+),(\d+)\^FD([^\^]+)", line.decode()):
            x, y, high, times = int(at[1]), int(at[2]), int(at[4]), int(at[4]) // HEIGHTS[at[3]]
            assert high == HEIGHTS[at[3]] * times
            wide = ADVANCES[at[3]] * times * len(at[6])
            label.cells.append((x, y - BASELINES[at[3]] * times, x + wide - 1, y - 1))
            label.texts.append(at[6])
        label.copies = int(re.search(rb"\^PQ(\d+)", line)[1])
        yield label


def written(language: object, faces: list[LabelFace], stock: Stock, **wishes: object) -> list[Printed]:
    letters = typeface(text for face in faces for text in face.texts)
    return printed(Roll(language, stock, letters, Wishes.model_validate(wishes)).whole(faces))  # type: ignore[arg-type]


@every_roll
@every_language
@pytest.mark.parametrize("dpi", Dpi)
def test_every_label_scans_and_nothing_lies_on_anything_else(language: object, stock: Stock, dpi: Dpi) -> None:
    faces = faces_on(stock)
    for face, label in zip(faces, written(language, faces, stock, dpi=dpi), strict=True):
        assert texts_in(label.drawn()) == [face.address]
        x, y, module, _ = label.symbol
        quiet, side = 4 * module, module * matrix(face.address).size
        zone = (x - quiet, y - quiet, x + side + quiet, y + side + quiet)
        for area in (zone, *label.cells):
            assert label.picture.convert("L").crop(area).getextrema() == (255, 255)
        for one, other in itertools.combinations([zone, *label.cells], 2):
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


@every_language
def test_the_picture_is_sent_once_and_each_label_varies_in_symbol_serial_and_number(language: object) -> None:
    faces = [make_face(number) for number in range(1, 41)]
    letters = typeface(text for face in faces for text in face.texts)
    told = Roll(language, STOCKS["60x40"], letters, Wishes(copies=2)).whole(faces)  # type: ignore[arg-type]
    assert len(BMP.findall(told)) + len(GRF.findall(told)) == 1
    labels = printed(told)
    assert [label.symbol[3] for label in labels] == [face.address for face in faces]
    assert [set(label.texts) for label in labels] == [{face.readable[2], face.plain_number} for face in faces]
    assert {label.copies for label in labels} == {2}


@every_language
def test_a_run_written_in_parts_is_the_same_bytes(language: object) -> None:
    faces = [make_face(number) for number in range(1, 9)]
    letters = typeface(text for face in faces for text in face.texts)
    roll = Roll(language, STOCKS["60x40"], letters, Wishes())  # type: ignore[arg-type]
    parts = [roll.begin(), *roll.write(faces[:5]), *roll.write(faces[5:], before=faces[4]), roll.end()]
    assert b"".join(parts) == roll.whole(faces)


def test_a_lower_case_host_is_a_segment_of_bytes_where_the_printer_takes_two() -> None:
    address = make_face().address.replace("HTTPS://LABEL.EXAMPLE.GOV.CN", "https://label.example.gov.cn")
    face = make_face(address=address)
    [label] = written(Tspl(), [face], STOCKS["60x40"])
    assert texts_in(label.drawn()) == [address]
    with pytest.raises(Refusal) as refused:
        written(Zpl(), [face], STOCKS["60x40"])
    assert refused.value.code == "zpl-upper-case-only"


@every_language
def test_a_nudge_moves_picture_symbol_and_type_alike(language: object) -> None:
    stock = STOCKS["60x40"]
    [[still], [moved]] = (written(language, [make_face()], stock, **nudge) for nudge in ({}, {"right": "0.5"}))
    assert moved.symbol[0] - still.symbol[0] == 4
    for one, other in ((still.picture, moved.picture),):
        edges = [image.convert("L").point(lambda grey: 255 - grey).getbbox()[0] for image in (one, other)]
        assert edges[1] - edges[0] == 4
    assert {new[0] - old[0] for new, old in zip(moved.cells, still.cells, strict=True)} == {4}


def test_a_sheet_is_not_for_a_roll_printer() -> None:
    with pytest.raises(Refusal) as refused:
        written(Tspl(), [make_face()], STOCKS["a4-4x10"])
    assert (refused.value.code, refused.value.field) == ("stock-not-roll", "format")
