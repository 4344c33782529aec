"""`gitrace keys`: the keys by which the log and the labels are known, and another one in their place."""

import click

from gitrace.cli.at_home import at_home
from gitrace.keys.rotating import OVERLAP, rotate_label_key, rotate_log_key
from gitrace.ledger.label_keys import label_keys
from gitrace.ledger.open_entries import identity
from gitrace.storage import reading
from gitrace.work import SYSTEM

_THEN = "Write the keys to a new backup now: gitrace backup --keys FILE"


@click.group(epilog="Example: gitrace keys rotate log")
def command() -> None:
    """List the log's and the labels' keys; have another one follow."""


@command.command("list", epilog="Example: gitrace keys list")
def list_command() -> None:
    """One key a line: a log key with the sizes of log that it signs for, a label key with its fingerprint."""
    with at_home() as store, reading(store) as session:
        log, labels = identity(session.connection()), label_keys(session.connection())
    for span, entry, since in log.history:
        click.echo(f"log\t{span.key}\t{span.first}-{span.last or ''}\tentry {entry}\t{since:%Y-%m-%d}")
    for key in reversed(labels):
        click.echo(f"label\t{key.number}\t{key.fingerprint}\t\t{key.since:%Y-%m-%d}")


@command.group()
def rotate() -> None:
    """Have another key follow the present one. On the public record; not to be taken back."""


@rotate.command("log", epilog="Example: gitrace keys rotate log --overlap 10000")
@click.option("--overlap", type=int, default=OVERLAP, show_default=True, help="Entries that both keys sign for.")
def log_command(overlap: int) -> None:
    """Another key signs the log, beside the present one for some entries, then alone.

    The present key signs over to it. A running service goes on with it by itself; monitors follow it by themselves.
    """
    with at_home() as store:
        rotated = rotate_log_key(store, SYSTEM, overlap=overlap)
    click.echo(f"The log's key is now {rotated.new_key}")
    click.echo(f"It signs from {rotated.new_from} entries on; {rotated.old_key} signs too, up to {rotated.old_until}.")
    click.echo(f"Give it to whoever keeps the log's key. {_THEN}")


@rotate.command("label", epilog="Example: gitrace keys rotate label")
def label_command() -> None:
    """Another key makes the labels that are issued from now on; earlier ones are checked with theirs for ever."""
    with at_home() as store:
        rotated = rotate_label_key(store, SYSTEM)
    click.echo(f"Labels are now issued with key {rotated.label_key_number}. {_THEN}")
