"""Labels of each built-in stock, drawn by poppler at 300 dpi: every label scans.

    python tests/campaigns/stocks.py --quick | --full [--seed N]

Serials are random; every label's place is cut out of its page as imposition has it and must hold one symbol, its own.
Rolls are drawn for both resolutions.
"""

import argparse
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from label_faces import make_face, texts_in
from PIL import Image

from gitrace.identifiers.serial import ALPHABET
from gitrace.labels.sheets import STOCKS, Stock
from gitrace.printing.document import label_pdf
from gitrace.printing.face import LabelFace
from gitrace.printing.imposition import Imposition
from gitrace.printing.wishes import Dpi, Wishes
from gitrace.symbols.sizes import INCH

RASTER = 300
MADE_ON = datetime(2026, 3, 11, 12, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    size = parser.add_mutually_exclusive_group(required=True)
    size.add_argument("--quick", action="store_true", help="a page of each sheet, 20 labels of each roll")
    size.add_argument("--full", action="store_true", help="1,000 labels of each")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance, unread = random.Random(arguments.seed), 0
    for stock in STOCKS.values():
        for dpi in Dpi if stock.is_roll else (Dpi.COARSE,):
            count = 1_000 if arguments.full else max(20, stock.per_page)
            lost = trial(chance, stock, dpi, count)
            unread += len(lost)
            said = f"{stock.code}, {dpi} dpi" if stock.is_roll else stock.code
            print(f"{said}: {count - len(lost)} of {count} labels scan {lost[:5] or ''}")
    print(f"stocks: {'FAILED' if unread else 'every label scans to its own address'}")
    sys.exit(1 if unread else 0)


def trial(chance: random.Random, stock: Stock, dpi: Dpi, count: int) -> list[int]:
    """The numbers of the labels that do not scan to their own address where they should lie."""
    faces = [face_of(chance, number) for number in range(1, count + 1)]
    wishes = Wishes(dpi=dpi, right="0.3", down="-0.2")
    imposition = Imposition(stock, wishes, 1, count)
    lost = []
    with tempfile.TemporaryDirectory() as folder:
        pdf = Path(folder) / "labels.pdf"
        pdf.write_bytes(label_pdf(faces, stock, MADE_ON, "演示", wishes=wishes))
        for index, page in enumerate(pages_of(pdf)):
            for placed in imposition.page(index):
                edges = (placed.x, placed.y, placed.x + stock.width, placed.y + stock.height)
                label = page.crop(tuple(round(edge * RASTER / INCH) for edge in edges))  # type: ignore[arg-type]
                if texts_in(label) != [faces[placed.number - 1].address]:
                    lost.append(placed.number)
    return lost


def face_of(chance: random.Random, number: int) -> LabelFace:
    serial = "".join(chance.choices(ALPHABET, k=20))
    address = f"HTTPS://LABEL.EXAMPLE.GOV.CN/01/06901234000016/10/CY260312A001/21/{serial}"
    return make_face(number, serial=serial, address=address)


def pages_of(pdf: Path) -> Iterator[Image.Image]:
    """As poppler draws them."""
    subprocess.run(["pdftoppm", "-r", str(RASTER), "-gray", pdf.name, "page"], cwd=pdf.parent, check=True)
    for page in sorted(pdf.parent.glob("page*.pgm")):
        with Image.open(page) as opened:
            yield opened.copy()
        page.unlink()


if __name__ == "__main__":
    main()
