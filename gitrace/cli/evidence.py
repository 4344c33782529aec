"""`gitrace audit verify`, `checkpoint`, `export`: what a home holds as evidence."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import sqlalchemy as sa

from gitrace.cli.telling import EXISTING, show_progress, tell
from gitrace.errors import Refusal
from gitrace.ledger.export import Scope, write_export
from gitrace.ledger.readers import DatabaseReader, evidence, evidence_engine, key_of_home
from gitrace.ledger.verify import Unreadable, Verification
from gitrace.settings import load_settings
from gitrace.storage.migrate import newest_revision, present_revision
from gitrace.storage.store import database_path

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(epilog="Example: gitrace audit verify --checkpoint /mnt/other-disk/checkpoint")
@click.option("--checkpoint", type=EXISTING, help="A signed checkpoint that was kept elsewhere.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
def verify(checkpoint: Path | None, quiet: bool) -> None:
    """Check entries, tree, signatures, annexes and rows.

    Exit code 0 with what was proved and what was not, or 1 with the first thing that is wrong, in words.
    """
    kept = checkpoint.read_text(encoding="utf-8", errors="replace") if checkpoint else None
    with home_reader() as (reader, key):
        verification = Verification(reader, kept=kept, trusted_key=key)
        show_progress(verification.run(), quiet=quiet)
    tell(verification.report)
    sys.exit(0 if verification.report.sound else 1)


@click.command(epilog="Example: gitrace audit checkpoint > /mnt/other-disk/checkpoint-today")
def checkpoint() -> None:
    """Print the newest signed checkpoint."""
    with home_reader() as (reader, _key):
        click.echo(reader.heads()[0].checkpoint, nl=False)


@click.command(epilog="Example: gitrace audit export log.jsonl.gz")
@click.argument("file", type=FILE)
@click.option(
    "--full", is_flag=True, help="With everything kept beside the entries; personal data, not for publication."
)
@click.option("--quiet", is_flag=True, help="Show no progress.")
def export(file: Path, full: bool, quiet: bool) -> None:
    """Write the log to FILE as JSON Lines, compressed if its name ends in .gz."""
    scope = Scope.FULL if full else Scope.PUBLIC
    with home_reader() as (reader, _key):
        try:
            show_progress(write_export(reader, file, scope), quiet=quiet)
        except FileExistsError as there:
            raise Refusal("file-exists", "{file} 已存在，请换一个文件名。", "file", file=file) from there
        size = reader.heads()[0].size
    click.echo(f"{file}: {size} entries, {scope} scope. Verify it with: gitrace audit verify-export {file}")


@contextmanager
def home_reader() -> Iterator[tuple[DatabaseReader, str | None]]:
    """A reader of the configured home's database and files, and the key of its own log.

    Raises Refusal("no-home" | "other-revision"); ends with exit code 1 where the database cannot be read.
    """
    settings = load_settings()
    if settings.is_sqlite and not database_path(settings).exists():
        raise Refusal("no-home", "{home} 中没有数据库。", home=settings.home)
    engine = evidence_engine(settings)
    try:
        with engine.connect() as connection:
            require_newest(present_revision(connection))
        with evidence(engine, home=settings.home) as reader:
            yield reader, key_of_home(reader, settings.home / "keys")
    except (Unreadable, sa.exc.DatabaseError) as fault:
        click.echo(f"WRONG: the database cannot be read: {str(fault).partition(chr(10))[0]} [unreadable]")
        sys.exit(1)
    finally:
        engine.dispose()


def require_newest(present: str | None) -> None:
    """Raises Refusal("other-revision") for a database that this release would have to migrate first."""
    if present != newest_revision():
        sentence = "数据库版本为 {present}，本程序需要 {newest}：请先启动一次服务完成升级，或改用相应版本的程序。"
        raise Refusal("other-revision", sentence, present=present, newest=newest_revision())
