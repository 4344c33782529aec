"""`gitrace import`: a season's spreadsheets, from a folder."""

import sys
from datetime import date, datetime
from pathlib import Path

import click

from gitrace import clock
from gitrace.cli.at_home import at_home
from gitrace.errors import Refusal
from gitrace.importing.commands import Outcome, bring_in, try_in
from gitrace.importing.sheets import Folder, read_folder
from gitrace.storage import Store
from gitrace.work import Actor


@click.command(epilog="Example: gitrace import season-2026 --as-of 2026-11-01 --report out.csv")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Judge rows as of this day; default: today.")
@click.option("--dry-run", is_flag=True, help="Report what would come out, and save nothing.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write every row's outcome as CSV.")
def command(folder: Path, as_of: datetime | None, dry_run: bool, report: Path | None) -> None:
    """Bring in producers, households, plots, scales, production records and deliveries from CSV or .xlsx files.

    Run again, it adds nothing: each row reports its present outcome. Acts as the regulator.
    """
    sheets = _read(folder)
    day = as_of.date() if as_of else clock.shanghai_day(clock.now())
    with at_home() as store:
        outcome = try_in(store, sheets, day) if dry_run else _bring_in(store, sheets, day)
    if report is not None:
        report.write_text(outcome.report(), encoding="utf-8")
    _tell(outcome, dry_run=dry_run)


def _read(folder: Path) -> Folder:
    files = [(path.name, path.read_bytes()) for path in sorted(folder.iterdir()) if path.is_file()]
    sheets = read_folder(files)
    if not sheets.sheets:
        raise Refusal("nothing-to-import", "{folder} 中没有认得的表。", "folder", folder=folder)
    return sheets


def _bring_in(store: Store, sheets: Folder, day: date) -> Outcome:
    total = sum(len(sheet.rows) for sheet in sheets.sheets)
    with click.progressbar(length=total, label="rows", file=sys.stderr) as bar:
        return bring_in(store, Actor("import"), sheets, day, lambda done, _: bar.update(done - bar.pos))


def _tell(outcome: Outcome, *, dry_run: bool) -> None:
    for name, counts in outcome.counts.items():
        click.echo(
            f"{name}: {counts['new']} new, {counts['present']} already present, "
            f"{counts['failing']} of them failing, {counts['refused']} refused"
        )
    click.echo(
        f"{outcome.skipped} empty rows and totals skipped; files ignored: {', '.join(outcome.ignored) or 'none'}"
    )
    if dry_run:
        click.echo("Dry run: nothing was saved.")
