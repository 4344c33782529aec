"""A label with good defaults, and the readers of what was drawn."""

import io
import shutil
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from cluster import REQUIRE
from PIL import Image

from gitrace.labels.sheets import Stock
from gitrace.printing.face import LabelFace

LONG_PRODUCER = "演示桂花泉雷竹笋农民专业合作社联合社"
LONG_BASIS = "国家质检总局公告2099年第999号"


def make_face(number: int = 231, host: str = "LABEL.EXAMPLE.GOV.CN", **values: Any) -> LabelFace:
    serial = f"{number:05d}40SMD4156R42P9S"
    fields: dict[str, Any] = {
        "address": f"HTTPS://{host}/01/06901234000016/10/CY260312A001/21/{serial}",
        "gtin": "06901234000016",
        "lot": "CY260312A001",
        "serial": serial,
        "number": number,
        "gi_name": "崇阳雷竹笋",
        "product": "崇阳雷竹笋（鲜笋）",
        "producer": "演示青山竹笋专业合作社",
        "uscc": "93421223DEM000014H",
        "basis": "DB42/T 999-2099",
        "packed_on": date(2026, 3, 12),
        "net_content": "500 g",
        "domain": host.lower(),
    }
    return LabelFace(**(fields | values))


def make_mixed_faces(count: int) -> list[LabelFace]:
    """Short and long texts, with and without the mark, in turn: every shape a sheet may have to hold."""
    shapes: list[dict[str, Any]] = [
        {},
        {"producer": LONG_PRODUCER, "basis": LONG_BASIS},
        {"gi_name": None, "basis": None, "product": "清水笋"},
        {"producer": LONG_PRODUCER, "net_content": "10 kg（20 袋）", "gi_name": None, "basis": None},
        {"host": "ZHUSUN.LABEL.EXAMPLE.GOV.CN", "product": "崇阳雷竹笋（覆盖笋・特级・礼盒装）"},
    ]
    return [make_face(number, **shapes[number % len(shapes)]) for number in range(1, count + 1)]


HELD = {"40x30": {1, 2, 5}, "50x30": {1, 2, 3, 5}}
"""Of the five shapes, by number, those that the smallest stocks hold at any resolution; the others hold all."""


def faces_on(stock: Stock) -> list[LabelFace]:
    """A label of each shape that a stock holds."""
    return [face for face in make_mixed_faces(5) if face.number in HELD.get(stock.code, {face.number})]


def texts_in(picture: Image.Image) -> list[str]:
    """The text of every QR symbol in a picture."""
    found = zxingcpp.read_barcodes(picture.convert("L"), formats=zxingcpp.BarcodeFormat.QRCode)
    return [barcode.text for barcode in found]


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png))


def rasterised(pdf: bytes, folder: Path, dpi: int = 300) -> Sequence[Image.Image]:
    """The pages of a PDF as poppler draws them; skips, loudly, where there is no poppler."""
    by_poppler("pdftoppm", "-r", str(dpi), "-gray", "labels.pdf", "page", pdf=pdf, folder=folder)
    return [Image.open(page) for page in sorted(folder.glob("page*.pgm"))]


def by_poppler(*command: str, pdf: bytes, folder: Path) -> str:
    """What one of poppler's programs tells of `labels.pdf`."""
    if shutil.which(command[0]) is None:
        if "poppler" in REQUIRE:
            pytest.fail(f"poppler's {command[0]} is required and was not found")
        pytest.skip(f"poppler's {command[0]} was not found: no PDF of labels was looked at")
    (folder / "labels.pdf").write_bytes(pdf)
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout
