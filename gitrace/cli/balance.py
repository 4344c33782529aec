"""`gitrace audit balance`: the public balance, added up from an export of the log."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from gitrace.cli.telling import EXISTING
from gitrace.ledger.export import Export, Scope
from gitrace.ledger.verify.run import MANGLED
from gitrace.supervision.balance_sheet.recount import Line, Recount, recount
from gitrace.supervision.balance_sheet.sheet import FIGURES, Sheet


@click.command(epilog="Example: gitrace audit balance log.jsonl.gz --season 2026")
@click.argument("file", type=EXISTING)
@click.option("--season", type=int, help="Only this season, named after the year it ends in.")
def balance(file: Path, season: int | None) -> None:
    """Add the public balance up from FILE, an export of a log, and count anew what its statements tell: no home, no
    database, no network.

    Exit code 0 where all agrees, or 1 with each difference in words. Weights are grams; - is what waits for a fifth
    household.
    """
    try:
        export = Export(file)
        full = export.header.scope is Scope.FULL
        found = recount(lambda: _lines(export), full=full)
        shown = [_shown(one) for one in found.sheets.values() if season in (None, one.season)]
    except MANGLED as fault:
        click.echo(f"WRONG: {file} does not add up: {type(fault).__name__} {fault} [unreadable]")
        sys.exit(1)
    for sheet in shown:
        click.echo(sheet)
    _tell(found, full=full)
    sys.exit(1 if found.differences else 0)


def _lines(export: Export) -> Iterator[Line]:
    for entry in export.entries():
        yield entry.leaf, [(part.name, part.body) for part in entry.parts]


def _shown(sheet: Sheet) -> str:
    lines = [f"Season {sheet.season}, up to the week of {sheet.week}, by the first {sheet.entries} entries:"]
    lines.append("\t".join(("township", *FIGURES)))
    for township in sheet.townships:
        figures = (sheet.figure(code, township) for code in FIGURES)
        lines.append("\t".join((township or "unknown", *("-" if one is None else str(one) for one in figures))))
    lines.append("\t".join(("county", *(str(sheet.county(code)) for code in FIGURES))))
    return "\n".join(lines)


def _tell(found: Recount, *, full: bool) -> None:
    for words in found.differences:
        click.echo(f"WRONG: {words}")
    click.echo(f"Counted anew for {found.statements} statements: lots, lots suspended, labels issued, in use and void.")
    if full:
        click.echo("From the records: what was certified and delivered by township, and by how many households.")
    else:
        click.echo("Not counted anew: what rests on households; that wants a full export.")
    click.echo("Nor what left without a label, deficits, grams under labels, call-backs, which township lots are from.")
    click.echo("Not checked: that the export is the log; gitrace audit verify-export does.")
