"""How long work shows where it is, and how a verification is told."""

import sys
import time
from collections.abc import Iterable

import click

from gitrace.ledger.verify import Progress, Report

_SECONDS_BETWEEN_LINES = 1.0
_MOST_LINES = 20


def show_progress(steps: Iterable[Progress], *, quiet: bool) -> None:
    """Go through the steps, telling on stderr where they are: one line that changes, or a line a second in a log."""
    on_terminal = sys.stderr.isatty()
    last, told = time.monotonic(), False
    for step in steps:
        if quiet or time.monotonic() - last < _SECONDS_BETWEEN_LINES:
            continue
        last, told = time.monotonic(), True
        line = f"{step.looking_at}: {step.done}" + (f" of {step.of}" if step.of else "")
        click.echo(f"\r\x1b[K{line}" if on_terminal else line, err=True, nl=not on_terminal)
    if told and on_terminal:
        click.echo(err=True)


def tell(report: Report) -> None:
    """Say on stdout what a verification found."""
    if report.sound:
        rows = f" and {report.rows} rows" if report.rows else ""
        click.echo(f"Nothing wrong was found in {report.size} entries{rows}.")
    else:
        first, *others = report.findings
        click.echo(f"WRONG: {first.sentence} [{first.code}]")
        _list("Also wrong:", [f"{finding.sentence} [{finding.code}]" for finding in others], more=report.unlisted)
    _list("Erased by law:", report.erased)
    _list("Proved:", report.proved)
    _list("Not proved:", report.not_proved)


def _list(title: str, sentences: list[str], more: int = 0) -> None:
    if not sentences:
        return
    click.echo(title)
    for sentence in sentences[:_MOST_LINES]:
        click.echo(f"  - {sentence}")
    more += len(sentences[_MOST_LINES:])
    if more:
        click.echo(f"  - and {more} more")
