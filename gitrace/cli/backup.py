"""`gitrace backup`: the databases and files into one file, the keys into another."""

import sys
from pathlib import Path

import click

from gitrace.backup.keyfile import BadKeyFile
from gitrace.backup.keys import back_up_keys
from gitrace.backup.making import Backup
from gitrace.backup.manifest import BadBackup
from gitrace.cli.evidence import require_newest
from gitrace.cli.telling import show_progress, tell
from gitrace.errors import Refusal
from gitrace.settings import Settings, load_settings
from gitrace.storage import open_store
from gitrace.storage.migrate import present_revision
from gitrace.storage.rooms import import_tables
from gitrace.storage.store import database_path
from gitrace.work import SYSTEM

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(epilog="Example: gitrace backup /mnt/other-disk/gitrace-2026-03-12.tar")
@click.argument("file", type=FILE, required=False)
@click.option("--keys", type=FILE, help="Write the home's keys to this file, encrypted under a passphrase.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
def command(file: Path | None, keys: Path | None, quiet: bool) -> None:
    """Copy databases and stored files into FILE while the service goes on; or the keys, with --keys.

    The copy is read back and verified before the file gets its name. The keys are not in it: keep both files, in
    different places, and the passphrase in a third.
    """
    if file is None and keys is None:
        raise click.UsageError("give FILE, --keys FILE or both")
    settings = load_settings()
    if settings.is_sqlite and not database_path(settings).exists():
        raise Refusal("no-home", "{home} 中没有数据库。", home=settings.home)
    import_tables()
    try:
        if file is not None:
            _back_up(settings, file, quiet=quiet)
        if keys is not None:
            _back_up_keys(settings, keys)
    except FileExistsError as there:
        raise Refusal("file-exists", "{file} 已存在，请换一个文件名。", "file", file=there.filename or there) from there
    except (BadBackup, BadKeyFile) as bad:
        click.echo(f"gitrace: no backup was made: {bad}", err=True)
        sys.exit(1)


def _back_up(settings: Settings, file: Path, *, quiet: bool) -> None:
    backup = Backup(settings, file)
    show_progress(backup.run(), quiet=quiet)
    if backup.report is not None:
        tell(backup.report)
    if not backup.sound:
        click.echo(f"gitrace: {backup.path} is a faithful copy of a home that does not verify.", err=True)
        sys.exit(1)
    click.echo(f"{backup.path}: read back and every hash compared; {backup.size} entries of the log. No keys in it.")
    for sentence in backup.unproved:
        click.echo(f"Not verified: {sentence}.")


def _back_up_keys(settings: Settings, file: Path) -> None:
    store = open_store(settings)
    try:
        with store.engine.connect() as connection:
            require_newest(present_revision(connection))
        passphrase = click.prompt("Passphrase for the keys", hide_input=True, confirmation_prompt=True)
        back_up_keys(store, SYSTEM, file, passphrase)
    finally:
        store.close()
    click.echo(f"{file}: the keys, encrypted; opened again with the passphrase to be sure. It is on the record.")
