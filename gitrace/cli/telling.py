"""How long work shows where it is, and how a verification is told."""

import sys
import time
from collections.abc import Iterable
from pathlib import Path

import click

from gitrace.ledger.checkpoints import Checkpoint
from gitrace.ledger.proof import Proof
from gitrace.ledger.verify import Progress, Report

EXISTING = click.Path(path_type=Path, dir_okay=False, exists=True)
"""A file to verify, or to verify with."""

_SECONDS_BETWEEN_LINES = 1.0
_MOST_LINES = 20


class Ticker:
    """Tells on stderr where work is: one line that changes, or a line a second in a log."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet, self._on_terminal = quiet, sys.stderr.isatty()
        self._last, self._told = time.monotonic(), False

    def say(self, line: str) -> None:
        """Tell it, unless something was told within the second."""
        if self._quiet or time.monotonic() - self._last < _SECONDS_BETWEEN_LINES:
            return
        self._last, self._told = time.monotonic(), True
        click.echo(f"\r\x1b[K{line}" if self._on_terminal else line, err=True, nl=not self._on_terminal)

    def end(self) -> None:
        """On to a line of its own for whatever is told next."""
        if self._told and self._on_terminal:
            click.echo(err=True)


def show_progress(steps: Iterable[Progress], *, quiet: bool) -> None:
    """Go through the steps of a verification, telling where they are."""
    ticker = Ticker(quiet=quiet)
    for step in steps:
        ticker.say(f"{step.looking_at}: {step.done}" + (f" of {step.of}" if step.of else ""))
    ticker.end()


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


def tell_proof(proof: Proof, checkpoint: Checkpoint) -> None:
    """Say on stdout what the proof of an entry came to, and the entry."""
    click.echo(proof.leaf.decode())
    proved = f"The log {checkpoint.origin}, {checkpoint.size} entries long, holds this entry as number {proof.index}."
    _list("Proved:", [proved, "The log's key signed that."])
    _list(
        "Not proved:",
        [
            "that what was recorded was true when it was recorded",
            "what stands behind the digests of the entry's annex, nor behind the word restricted",
            "that the key is the log's: compare it with one that was kept elsewhere",
            "that everybody is shown this same log: compare its checkpoint with what others were given",
        ],
    )


def _list(title: str, sentences: list[str], more: int = 0) -> None:
    if not sentences:
        return
    click.echo(title)
    for sentence in sentences[:_MOST_LINES]:
        click.echo(f"  - {sentence}")
    more += len(sentences[_MOST_LINES:])
    if more:
        click.echo(f"  - and {more} more")
