"""`gitrace labels`: issue, print, put in use, void, return and check labels from the service's own machine."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from gitrace import clock
from gitrace.cli.at_home import at_home
from gitrace.cli.label_files import print_labels, require_possible
from gitrace.cli.typed import typed
from gitrace.errors import Refusal
from gitrace.identifiers.digital_link import DigitalLink, parse_address, parse_path
from gitrace.labels.asking import answer_for
from gitrace.labels.ending import ReturnLabels, VoidKind, VoidLabels, return_labels, void_labels
from gitrace.labels.issuing import DEFAULT_STOCK, IssueLabels, issue_labels
from gitrace.labels.reprinting import ReprintLabels, reprint_labels
from gitrace.labels.sheets import STOCKS
from gitrace.labels.using import PutInUse, put_in_use
from gitrace.labels.verdict import Answer, Asked, asked_by_hand, asked_by_link
from gitrace.printing.wishes import Dpi, Order
from gitrace.storage import reading
from gitrace.symbols.camera import texts_in_photo
from gitrace.work import SYSTEM, Work, writing

LOT, GTIN = click.argument("lot"), click.argument("gtin")
FIRST, LAST = click.argument("first", type=int), click.argument("last", type=int)


@click.group(epilog="Example: gitrace labels issue CY260312A001 06901234000016 400")
def command() -> None:
    """Issue, print, put in use, void, return and check labels."""


@command.command(epilog="Example: gitrace labels issue CY260312A001 06901234000016 400 --stock 60x40")
@LOT
@GTIN
@click.argument("count", type=int)
@click.option("--stock", type=click.Choice(sorted(STOCKS)), default=DEFAULT_STOCK, show_default=True)
@click.option("--coated", is_flag=True, help="With a PIN each, on stock that has a scratch-off coat.")
def issue(lot: str, gtin: str, count: int, **how: str | bool) -> None:
    """Issue COUNT labels of a lot; prints the run's number, with which they are printed."""
    with at_home() as store, writing(store, SYSTEM) as work:
        run = issue_labels(work, typed(IssueLabels, lot=lot, gtin=gtin, count=count, **how))
    click.echo(f"run {run.id}: labels {run.first} to {run.last} of {lot}")


@command.command("print", epilog="Example: gitrace labels print 12 labels.pdf --first 1 --last 400 --start 7")
@click.argument("run", type=int)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--first", type=int, help="First number; the run's first where it is not given.")
@click.option("--last", type=int, help="Last number; the run's last where it is not given.")
@click.option("--stock", type=click.Choice(sorted(STOCKS)), help="As issued where it is not given.")
@click.option("--start", type=int, help="First free label of a part-used sheet.")
@click.option("--order", type=click.Choice([one.value for one in Order]), help="How numbers run over a sheet.")
@click.option("--copies", type=int, help="Copies of each label.")
@click.option("--right", help="Millimetres to the right, for a printer that is off.")
@click.option("--down", help="Millimetres down.")
@click.option("--marks", is_flag=True, default=None, help="Cut marks.")
@click.option("--dpi", type=click.Choice([str(one.value) for one in Dpi]), help="Of a roll printer.")
@click.option("--symbols", type=click.Choice(["svg", "png"]), default="svg", help="What FILE.zip holds.")
@click.option("--for", "recipient", metavar="WHOM", help="Who prints the codes of FILE.csv, .xlsx or .zip; on record.")
@click.option("--encrypt", "sealed", is_flag=True, help="Put FILE into an archive under a passphrase, told once.")
@click.option("--reprint", metavar="REASON", help="Print once more, all of it or FIRST to LAST, and why.")
def print_(run: int, file: Path, reprint: str | None, **asked: Any) -> None:
    """Write labels of a run to FILE: .pdf, .tspl or .zpl for a printer of one's own; .csv, .xlsx or .zip (symbols) for
    an outside one; .png or .svg, the first label alone. Broken off, the same command goes on where it was.
    """
    told = {name: value for name, value in asked.items() if value is not None}
    with at_home() as store:
        if reprint:
            with writing(store, SYSTEM) as work:
                part = {name: told[name] for name in ("first", "last") if name in told}
                reprint_labels(work, typed(ReprintLabels, run_id=run, reason=reprint, **part))
                require_possible(work, run, file, told)
        print_labels(store, run, file, told)


@command.command(epilog="Example: gitrace labels use CY260312A001 06901234000016 1 400")
@LOT
@GTIN
@FIRST
@LAST
def use(lot: str, gtin: str, first: int, last: int) -> None:
    """Put labels FIRST to LAST in use, all of them or none."""
    form = typed(PutInUse, lot=lot, gtin=gtin, first=first, last=last)
    _do(lambda work: put_in_use(work, form), "put in use")


@command.command(epilog="Example: gitrace labels void CY260312A001 06901234000016 17 18 --kind spoiled")
@LOT
@GTIN
@FIRST
@LAST
@click.option("--kind", type=click.Choice([kind.value for kind in VoidKind]), required=True)
@click.option("--note", help="In your own words; for the regulator and the producer.")
def void(lot: str, gtin: str, first: int, last: int, **how: str | None) -> None:
    """Void labels FIRST to LAST: spoiled (never in use), gone (with their shoots), opened (shoots still there), or
    unpacked (cartons whose packs are sold one by one). The packs of a carton that is gone or opened are voided with it.
    """
    form = typed(VoidLabels, lot=lot, gtin=gtin, first=first, last=last, **how)
    _do(lambda work: void_labels(work, form), "voided")


@command.command("return", epilog="Example: gitrace labels return CY260312A001 06901234000016 381 400")
@LOT
@GTIN
@FIRST
@LAST
@click.option("--note", help="In your own words; for the regulator and the producer.")
def return_(lot: str, gtin: str, first: int, last: int, note: str | None) -> None:
    """Take back labels FIRST to LAST, which were never in use."""
    form = typed(ReturnLabels, lot=lot, gtin=gtin, first=first, last=last, note=note)
    _do(lambda work: return_labels(work, form), "returned")


@command.command(epilog="Example: gitrace labels verify CY260312A001 0000740SMD4156R42P9S")
@click.argument("code", nargs=-1, required=True)
def verify(code: tuple[str, ...]) -> None:
    """Say what the service would answer: for an address, for lot and serial as they are printed, or for each label in a
    photograph, CODE then being its file. Counts no scan.
    """
    with at_home() as store, reading(store) as session:
        for asked in _asked(code):
            click.echo(_line(answer_for(session, asked, store.keys, _today())))


def _asked(code: tuple[str, ...]) -> list[Asked | None]:
    if len(code) > 1:
        return [_well_formed(lambda: asked_by_hand(code[0], "".join(code[1:])))]
    photo = Path(code[0])
    texts = texts_in_photo(photo.read_bytes(), "code") if photo.is_file() else [code[0]]
    return [_well_formed(lambda text=text: asked_by_link(_link(text))) for text in texts]  # type: ignore[misc]


def _well_formed(ask: Callable[[], Asked | None]) -> Asked | None:
    try:
        return ask()
    except Refusal:
        return None


def _link(text: str) -> DigitalLink:
    return parse_address(text)[1] if "://" in text else parse_path(text)


def _line(answer: Answer) -> str:
    of = f" {answer.gtin} number {answer.number}" if answer.gtin else ""
    return f"{answer.verdict}{of}, HTTP {answer.status}"


def _do(act: Callable[[Work], int], done: str) -> None:
    with at_home() as store, writing(store, SYSTEM) as work:
        count = act(work)
    click.echo(f"{count} labels {done}")


def _today() -> date:
    return clock.shanghai_day(clock.now())
