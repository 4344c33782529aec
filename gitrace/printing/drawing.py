"""From an order to its file: what is drawn, where its parts lie, how it is sealed."""

import hashlib
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from gitrace import __version__
from gitrace.labels.sheets import stock_named
from gitrace.printing.forms import PrintForm
from gitrace.printing.orders import passphrase_of
from gitrace.printing.parts import Drawing, make
from gitrace.printing.runs import PrintJob
from gitrace.printing.tables import PrintOrder
from gitrace.printing.wishes import Wishes
from gitrace.settings import Settings
from gitrace.storage import Store

KEPT = timedelta(days=7)
"""How long a file waits for the one who asked for it."""

Told = Callable[[int, int], None]
"""Hears how many labels are drawn, of how many; may break the drawing off by raising."""


def print_folder(settings: Settings, name: int | str) -> Path:
    """Where in the home an order's file waits with the parts that it is made of. `name`: the order's number."""
    return settings.home / "prints" / str(name)


def file_of(settings: Settings, order: PrintOrder) -> Path:
    """Where an order's file is once it is whole."""
    return print_folder(settings, order.id) / f"labels.{suffix_of(order)}"


def suffix_of(order: PrintOrder) -> str:
    """Of the file's name."""
    return "zip" if order.sealed else PrintForm(order.form).suffix


def draw(store: Store, order: PrintOrder, job: PrintJob, file: Path, told: Told) -> None:
    """Draw an order's file, going on where an earlier try was broken off.

    Raises Unavailable when the disk is nearly full, and what `told` raises.
    """
    if file.exists():
        return
    form, labels = PrintForm(order.form), len(job.faces)
    drawing = drawing_of(order, job)

    def tell(parts: int) -> None:
        store.disk.require_room()
        told(labels * parts // drawing.parts, labels)

    folder = file.parent
    for own in (folder.parent, folder):
        own.mkdir(mode=0o700, exist_ok=True)  # codes are nobody's but the producer's
    plain = folder / f"plain.{form.suffix}" if order.sealed else file
    if not plain.exists():  # whole, and its keeper died while it was sealed
        make(drawing, _made_of(order, job), folder / "parts", plain, tell)
    if order.sealed:
        from gitrace.printing.archives import seal

        draft = folder / "sealing"
        seal(plain, f"{job.title}.{form.suffix}", passphrase_of(store.keys, order.id, order.made_at), draft)
        draft.replace(file)
        plain.unlink()


def drawing_of(order: PrintOrder, job: PrintJob) -> Drawing:
    """What the order is drawn as. Raises what the stock, the wishes or a label's text refuse."""
    # What draws is loaded by whoever draws, and by nobody who only orders.
    from gitrace.printing import archives, lists, prints

    stock, wishes = stock_named(order.stock), Wishes.model_validate_json(order.wishes)
    drawings: dict[PrintForm, Callable[[], Drawing]] = {
        PrintForm.PDF: lambda: prints.pdf_print(job, stock, wishes),
        PrintForm.TSPL: lambda: prints.tspl_print(job, stock, wishes),
        PrintForm.ZPL: lambda: prints.zpl_print(job, stock, wishes),
        PrintForm.SVG: lambda: archives.svg_archive(job.faces),
        PrintForm.PNG: lambda: archives.png_archive(job.faces),
        PrintForm.CSV: lambda: lists.SerialTable(job.faces),
        PrintForm.XLSX: lambda: lists.SerialBook(job.faces),
    }
    return drawings[PrintForm(order.form)]()


def _made_of(order: PrintOrder, job: PrintJob) -> str:
    """A digest of all that is drawn: the first label's words are every label's but for its number."""
    facts = (__version__, order.form, order.stock, order.wishes, job.made_at, len(job.faces), job.faces[0])
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def throw_away(settings: Settings, name: int | str) -> None:
    """What was drawn of an order that nobody wants any more."""
    shutil.rmtree(print_folder(settings, name), ignore_errors=True)


def purge_prints(settings: Settings, now: datetime) -> int:
    """Throw away what nothing was added to for a week; returns how many orders' files."""
    kept = settings.home / "prints"
    old = [one for one in kept.glob("*") if one.stat().st_mtime < (now - KEPT).timestamp()]
    for folder in old:
        throw_away(settings, folder.name)
    return len(old)
