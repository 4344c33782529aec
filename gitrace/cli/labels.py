"""`gitrace labels`: issue, print, put in use, void, return and check labels from the service's own machine."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from gitrace import clock
from gitrace.errors import Refusal
from gitrace.home import found_home
from gitrace.identifiers.digital_link import parse_address, parse_path
from gitrace.labels.asking import answer_for
from gitrace.labels.ending import ReturnLabels, VoidKind, VoidLabels, return_labels, void_labels
from gitrace.labels.issuing import DEFAULT_STOCK, IssueLabels, ReprintLabels, issue_labels, reprint_labels
from gitrace.labels.printing import print_job
from gitrace.labels.sheets import STOCKS
from gitrace.labels.using import PutInUse, put_in_use
from gitrace.labels.verdict import Answer, Asked, asked_by_hand, asked_by_link
from gitrace.settings import load_settings
from gitrace.storage import Store, reading
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
def issue(lot: str, gtin: str, count: int, stock: str) -> None:
    """Issue COUNT labels of a lot; prints the run's number, with which they are printed."""
    with _home() as store, writing(store, SYSTEM) as work:
        run = issue_labels(work, _command(IssueLabels, lot=lot, gtin=gtin, count=count, stock=stock))
    click.echo(f"run {run.id}: labels {run.first} to {run.last} of {lot}")


@command.command("print", epilog="Example: gitrace labels print 12 labels.pdf --first 1 --last 400")
@click.argument("run", type=int)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--first", type=int, help="First number; the run's first where it is not given.")
@click.option("--last", type=int, help="Last number; the run's last where it is not given.")
@click.option("--reprint", metavar="REASON", help="Print once more, and why.")
def print_command(run: int, file: Path, first: int | None, last: int | None, reprint: str | None) -> None:
    """Write labels of a run: all to FILE.pdf, at most 2,000; the first alone to FILE.png or FILE.svg."""
    with _home() as store:
        if reprint:
            with writing(store, SYSTEM) as work:
                reprint_labels(work, _command(ReprintLabels, run_id=run, reason=reprint))
        with reading(store) as session:
            job = print_job(session, store, run, first=first, last=last, now=clock.now())
    drawn = {".png": job.png, ".svg": lambda: job.svg().encode()}.get(file.suffix.lower(), job.pdf)()
    file.write_bytes(drawn)
    click.echo(f"{file}: {job.title}")


@command.command(epilog="Example: gitrace labels use CY260312A001 06901234000016 1 400")
@LOT
@GTIN
@FIRST
@LAST
def use(lot: str, gtin: str, first: int, last: int) -> None:
    """Put labels FIRST to LAST in use, all of them or none."""
    form = _command(PutInUse, lot=lot, gtin=gtin, first=first, last=last)
    _do(lambda work: put_in_use(work, form), "put in use")


@command.command(epilog="Example: gitrace labels void CY260312A001 06901234000016 17 18 --kind spoiled")
@LOT
@GTIN
@FIRST
@LAST
@click.option("--kind", type=click.Choice([kind.value for kind in VoidKind]), required=True)
@click.option("--note", help="In your own words; for the regulator and the producer.")
def void(lot: str, gtin: str, first: int, last: int, **how: str | None) -> None:
    """Void labels FIRST to LAST: spoiled (never in use), gone (with their shoots), opened (shoots still there)."""
    form = _command(VoidLabels, lot=lot, gtin=gtin, first=first, last=last, **how)
    _do(lambda work: void_labels(work, form), "voided")


@command.command("return", epilog="Example: gitrace labels return CY260312A001 06901234000016 381 400")
@LOT
@GTIN
@FIRST
@LAST
@click.option("--note", help="In your own words; for the regulator and the producer.")
def return_command(lot: str, gtin: str, first: int, last: int, note: str | None) -> None:
    """Take back labels FIRST to LAST, which were never in use."""
    form = _command(ReturnLabels, lot=lot, gtin=gtin, first=first, last=last, note=note)
    _do(lambda work: return_labels(work, form), "returned")


@command.command(epilog="Example: gitrace labels verify CY260312A001 0000740SMD4156R42P9S")
@click.argument("code", nargs=-1, required=True)
def verify(code: tuple[str, ...]) -> None:
    """Answer for one label: its address, or lot and serial as they are printed. Counts no scan."""
    with _home() as store, reading(store) as session:
        answer = answer_for(session, _asked(code), store.keys, _today())
    click.echo(_line(answer))


def _asked(code: tuple[str, ...]) -> Asked | None:
    try:
        if len(code) == 1:
            return asked_by_link(parse_address(code[0])[1] if "://" in code[0] else parse_path(code[0]))
        return asked_by_hand(code[0], "".join(code[1:]))
    except Refusal:
        return None


def _line(answer: Answer) -> str:
    of = f" {answer.gtin} number {answer.number}" if answer.gtin else ""
    return f"{answer.verdict}{of}"


def _do(act: Callable[[Work], int], done: str) -> None:
    with _home() as store, writing(store, SYSTEM) as work:
        count = act(work)
    click.echo(f"{count} labels {done}")


def _command(model: Any, /, **values: object) -> Any:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        raise click.UsageError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None


def _today() -> date:
    return clock.shanghai_day(clock.now())


@contextmanager
def _home() -> Iterator[Store]:
    store = found_home(load_settings())
    try:
        yield store
    finally:
        store.close()
