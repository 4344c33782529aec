"""One label as PNG and as SVG."""

import re
import xml.etree.ElementTree as ET

import pytest
from label_faces import faces_on, make_face, opened, texts_in
from PIL import Image, ImageDraw

from gitrace.errors import Refusal
from gitrace.labels.sheets import STOCKS, Stock
from gitrace.printing.face import LabelFace
from gitrace.printing.picture import label_png, label_svg

every_label = pytest.mark.parametrize(
    ("stock", "face"),
    [(stock, face) for stock in STOCKS.values() for face in faces_on(stock)],
    ids=lambda one: getattr(one, "code", None) or one.plain_number,
)


def symbol_of(svg: str, pixels: int) -> Image.Image:
    """The symbol's path alone, drawn at so many pixels a module."""
    data = next(path.get("d", "") for path in ET.fromstring(svg) if path.get("transform"))
    runs = [[int(number) for number in run] for run in re.findall(r"M(\d+) (\d+)h(\d+)v1", data)]
    side = (max(y for _, y, _ in runs) + 9) * pixels
    picture = Image.new("L", (side, side), 255)
    draw = ImageDraw.Draw(picture)
    for x, y, n in runs:
        left, top = (x + 4) * pixels, (y + 4) * pixels
        draw.rectangle((left, top, left + n * pixels - 1, top + pixels - 1), fill=0)
    return picture


@every_label
@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_a_png_scans_and_has_the_size_of_its_label(stock: Stock, face: LabelFace, dpi: int) -> None:
    picture = opened(label_png(face, stock, dpi))
    assert texts_in(picture) == [face.address]
    assert picture.size == (round(stock.width * dpi / 25_400), round(stock.height * dpi / 25_400))
    assert picture.info["dpi"] == pytest.approx((dpi, dpi), abs=0.1)


@every_label
def test_the_path_of_an_svg_scans(stock: Stock, face: LabelFace) -> None:
    assert texts_in(symbol_of(label_svg(face, stock), 4)) == [face.address]


def test_an_svg_has_its_size_in_millimetres_and_its_text_in_the_title() -> None:
    root = ET.fromstring(label_svg(make_face(product="笋 < 竹 & 崇阳"), STOCKS["60x40"]))
    assert (root.get("width"), root.get("height")) == ("60.0mm", "40.0mm")
    title = root.findtext("{http://www.w3.org/2000/svg}title") or ""
    assert title.startswith("笋 < 竹 & 崇阳 (01)06901234000016 ")


def test_pictures_are_the_same_bytes_twice() -> None:
    face, stock = make_face(), STOCKS["a4-4x10"]
    assert label_png(face, stock, 300) == label_png(face, stock, 300)
    assert label_svg(face, stock) == label_svg(face, stock)


@pytest.mark.parametrize("dpi", [199, 1_201])
def test_a_resolution_that_cannot_scan_or_would_flood_is_refused(dpi: int) -> None:
    with pytest.raises(Refusal) as refused:
        label_png(make_face(), STOCKS["60x40"], dpi)
    assert (refused.value.code, refused.value.field) == ("dpi-out-of-range", "dpi")
