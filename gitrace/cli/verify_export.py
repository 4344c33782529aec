"""`gitrace audit verify-export`: a whole export, checked without the home that wrote it."""

import os
import sys
from pathlib import Path

import click

from gitrace.cli.telling import EXISTING, show_progress, tell
from gitrace.ledger.export import ExportVerification
from gitrace.ledger.verify import Unreadable

_WORTH_PROCESSES = 1 << 24
"""Bytes from which on several processes are sooner done than they are started."""


@click.command(epilog="Example: gitrace audit verify-export log.jsonl.gz --checkpoint /mnt/other-disk/checkpoint")
@click.argument("file", type=EXISTING)
@click.option("--checkpoint", type=EXISTING, help="A signed checkpoint that was kept elsewhere.")
@click.option("--key", "key_text", help="The log's key, name+hash+key, as it is known from elsewhere.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
def verify_export(file: Path, checkpoint: Path | None, key_text: str | None, quiet: bool) -> None:
    """Check FILE, an export of a log, by itself: no home, no database, no network.

    Exit code 0 with what was proved and what was not, or 1 with the first thing that is wrong, in words.
    """
    kept = checkpoint.read_text(encoding="utf-8", errors="replace") if checkpoint else None
    processes = (os.cpu_count() or 0) if file.stat().st_size > _WORTH_PROCESSES else 0
    try:
        verification = ExportVerification(file, kept=kept, trusted_key=key_text, processes=processes)
    except Unreadable as fault:
        click.echo(f"WRONG: {fault} [unreadable]")
        sys.exit(1)
    show_progress(verification.run(), quiet=quiet)
    tell(verification.report)
    sys.exit(0 if verification.report.sound else 1)
