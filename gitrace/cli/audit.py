"""`gitrace audit`: verify the evidence, print its newest checkpoint, write it out."""

import json
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from gitrace.cli.rooms import import_tables
from gitrace.errors import Refusal
from gitrace.ledger.checkpoints import Signer
from gitrace.ledger.export import ExportReader, Scope, write_export
from gitrace.ledger.readers import DatabaseReader, evidence, evidence_engine, personal_tables
from gitrace.ledger.verify import Progress, Reader, Report, Unreadable, Verification
from gitrace.settings import Settings, load_settings
from gitrace.storage import BadKeys
from gitrace.storage.keys import read_keys
from gitrace.storage.migrate import newest_revision, present_revision
from gitrace.storage.store import database_path

FILE = click.Path(path_type=Path, dir_okay=False)
EXISTING = click.Path(path_type=Path, dir_okay=False, exists=True)
_SECONDS_BETWEEN_LINES = 1.0
_MOST_LINES = 20


@click.group()
def command() -> None:
    """Verify what is on record, and take it out."""


@command.command(epilog="Example: gitrace audit verify --checkpoint /mnt/other-disk/checkpoint")
@click.option("--checkpoint", type=EXISTING, help="A signed checkpoint that was kept elsewhere.")
@click.option("--export", type=EXISTING, help="Verify an export file instead of this home's database.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
def verify(checkpoint: Path | None, export: Path | None, quiet: bool) -> None:
    """Check entries, tree, signatures, annexes and rows.

    Exit code 0 with what was proved and what was not, or 1 with the first thing that is wrong, in words.
    """
    kept = checkpoint.read_text(encoding="utf-8") if checkpoint else None
    with _export_reader(export) if export else _home_reader() as (reader, key):
        verification = Verification(reader, kept=kept, trusted_key=key)
        show_progress(verification.run(), quiet=quiet)
    tell(verification.report)
    sys.exit(0 if verification.report.sound else 1)


@command.command(epilog="Example: gitrace audit checkpoint > /mnt/other-disk/checkpoint-today")
def checkpoint() -> None:
    """Print the newest signed checkpoint."""
    with _home_reader() as (reader, _key):
        click.echo(reader.heads()[0].checkpoint, nl=False)


@command.command(epilog="Example: gitrace audit export log.jsonl.gz")
@click.argument("file", type=FILE)
@click.option(
    "--full", is_flag=True, help="With everything kept beside the entries; personal data, not for publication."
)
@click.option("--quiet", is_flag=True, help="Show no progress.")
def export(file: Path, full: bool, quiet: bool) -> None:
    """Write the log to FILE as JSON Lines, compressed if its name ends in .gz."""
    scope = Scope.FULL if full else Scope.PUBLIC
    with _home_reader() as (reader, _key):
        try:
            show_progress(write_export(reader, file, scope), quiet=quiet)
        except FileExistsError as there:
            raise Refusal("file-exists", "{file} 已存在，请换一个文件名。", "file", file=file) from there
        size = reader.heads()[0].size
    click.echo(f"{file}: {size} entries, {scope} scope. Verify it with: gitrace audit verify --export {file}")


@contextmanager
def _home_reader() -> Iterator[tuple[DatabaseReader, str | None]]:
    settings = load_settings()
    if settings.is_sqlite and not database_path(settings).exists():
        raise Refusal("no-home", "{home} 中没有数据库。", home=settings.home)
    import_tables()
    engine = evidence_engine(settings)
    try:
        with engine.connect() as connection:
            _require_newest(present_revision(connection))
        with evidence(engine) as reader:
            yield reader, _key_of_home(settings, reader)
    except Unreadable as fault:
        click.echo(f"WRONG: {fault} [unreadable]")
        sys.exit(1)
    finally:
        engine.dispose()


@contextmanager
def _export_reader(path: Path) -> Iterator[tuple[Reader, str | None]]:
    import_tables()
    try:
        yield ExportReader(path, personal_tables()), None
    except Unreadable as fault:
        click.echo(f"WRONG: {fault} [unreadable]")
        sys.exit(1)


def _require_newest(present: str | None) -> None:
    if present != newest_revision():
        sentence = "数据库版本为 {present}，本程序需要 {newest}：请先启动一次服务完成升级，或改用相应版本的程序。"
        raise Refusal("other-revision", sentence, present=present, newest=newest_revision())


def _key_of_home(settings: Settings, reader: DatabaseReader) -> str | None:
    """The verifier key that this home's own log key has, under the name that entry 0 gives; None without one."""
    try:
        opened = json.loads(next(iter(reader.entries())).leaf)
        return str(Signer.from_seed(opened["fields"]["origin"], read_keys(settings.home / "keys").log).verifier_key)
    except (BadKeys, StopIteration, ValueError, KeyError, TypeError):
        return None


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
