"""Labels of a run written into a file by the command line itself, in parts like the keeper's."""

import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from gitrace import clock
from gitrace.cli.telling import Ticker
from gitrace.cli.typed import typed
from gitrace.printing.drawing import draw, print_folder, suffix_of, throw_away
from gitrace.printing.finished import digest_of, tell_document
from gitrace.printing.forms import PrintForm
from gitrace.printing.orders import HandOut, OrderPrint, drafted, hand_out, passphrase_of, prepared
from gitrace.printing.runs import print_job
from gitrace.printing.tables import PrintOrder
from gitrace.storage import Store, reading
from gitrace.work import SYSTEM, Work, writing

_FIRST_ALONE = (".png", ".svg")


def print_labels(store: Store, run: int, file: Path, asked: Mapping[str, Any]) -> None:
    """Write `file`. `asked`: the options, by the names of their commands' fields.

    Raises click.UsageError for a name that says no kind of file, and as `hand_out`, `prepared` and `draw`.
    """
    if file.suffix.lower() in _FIRST_ALONE:
        _draw_first(store, run, file, asked)
        return
    order, folder = _ordered(store, run, _form(file, asked["symbols"]), asked)
    with reading(store) as session:
        job = print_job(session, store, run, first=order.first, last=order.last, now=order.made_at)
    made, ticker = print_folder(store.settings, folder) / f"labels.{suffix_of(order)}", Ticker()
    draw(store, order, job, made, lambda done, of: ticker.say(f"labels: {done} of {of}"))
    ticker.end()
    if PrintForm(order.form).is_handed_out:
        size, sha256 = made.stat().st_size, digest_of(made)
        with writing(store, SYSTEM) as work:
            tell_document(work, order, size=size, sha256=sha256)
    to = file.with_name(f"{file.name}.zip") if order.sealed else file
    shutil.move(made, to)
    throw_away(store.settings, folder)
    click.echo(f"{to}: {job.title}")
    if order.sealed:
        click.echo(f"passphrase, told this once: {passphrase_of(store.keys, order.id, order.made_at)}")


def _ordered(store: Store, run: int, form: PrintForm, asked: Mapping[str, Any]) -> tuple[PrintOrder, int | str]:
    """The order, and the name of its folder: the same command finds the parts that it drew before."""
    if form.is_handed_out:
        with writing(store, SYSTEM) as work:
            order = hand_out(work, typed(HandOut, run_id=run, format=form, **asked), by_keeper=False)
        return order, order.id
    order = prepared(store, typed(OrderPrint, run_id=run, format=form, **asked), clock.now())
    said = repr((run, form, sorted(asked.items())))
    return order, f"line-{hashlib.sha256(said.encode()).hexdigest()[:16]}"


def require_possible(work: Work, run: int, file: Path, asked: Mapping[str, Any]) -> None:
    """Raise now what `print_labels` would raise of `file` and `asked` after `work` is done."""
    form = None if file.suffix.lower() in _FIRST_ALONE else _form(file, asked["symbols"])
    if form is not None and form.is_handed_out:
        order: OrderPrint | HandOut = typed(HandOut, run_id=run, format=form, **asked)
    else:
        order = typed(OrderPrint, run_id=run, format=form or PrintForm.PDF, **asked)
    drafted(work.session, work.store.settings, order, work.now)


def _form(file: Path, symbols: str) -> PrintForm:
    suffix = file.suffix.lower().removeprefix(".")
    if suffix == "zip":
        return PrintForm(symbols)
    if suffix not in set(PrintForm):
        raise click.UsageError(f"file: {file.name} is no .pdf, .tspl, .zpl, .csv, .xlsx, .zip, .png or .svg")
    return PrintForm(suffix)


def _draw_first(store: Store, run: int, file: Path, asked: Mapping[str, Any]) -> None:
    order = prepared(store, typed(OrderPrint, run_id=run, **asked), clock.now())
    with reading(store) as session:
        job = print_job(session, store, run, first=order.first, last=order.first, now=order.made_at)
    file.write_bytes(job.png() if file.suffix.lower() == ".png" else job.svg().encode())
    click.echo(f"{file}: {job.title}")
