"""`gitrace restore`: a backup into an empty home."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import sqlalchemy as sa

from gitrace.backup.keyfile import BadKeyFile
from gitrace.backup.keys import restore_keys
from gitrace.backup.manifest import BadBackup
from gitrace.backup.restoring import Restoration
from gitrace.cli.telling import show_progress, tell
from gitrace.errors import Refusal
from gitrace.serving.home import LOCK_NAME, CannotServe, lock_home
from gitrace.settings import Settings, load_settings

EXISTING = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command(epilog="Example: gitrace restore gitrace-2026-03-12.tar --keys gitrace-keys.json --home /srv/gitrace")
@click.argument("file", type=EXISTING, required=False)
@click.option("--keys", type=EXISTING, help="The encrypted keys, as `gitrace backup --keys` wrote them.")
@click.option("--home", type=click.Path(path_type=Path, file_okay=False), required=True, help="The new, empty home.")
@click.option(
    "--database-url",
    help="An empty PostgreSQL database. An address with a password belongs into GITRACE_DATABASE_URL instead.",
)
@click.option("--quiet", is_flag=True, help="Show no progress.")
def command(file: Path | None, keys: Path | None, home: Path, database_url: str | None, quiet: bool) -> None:
    """Restore FILE into an empty home and verify it; without FILE, put the --keys of a home back.

    A log older than the newest checkpoint in GITRACE_CHECKPOINT_DIR is refused.
    """
    if file is None and keys is None:
        raise click.UsageError("give FILE, --keys FILE or both")
    if database_url and sa.make_url(database_url).password:
        sentence = "命令行参数人人可见：带密码的数据库地址请写进环境变量 GITRACE_DATABASE_URL。"
        raise Refusal("password-visible", sentence, "database-url")
    settings = load_settings(home=home, database_url=database_url)
    try:
        with _unserved(settings.home):
            sealed = keys.read_text(encoding="utf-8") if keys else None
            passphrase = click.prompt("Passphrase of the keys", hide_input=True) if keys else ""
            if file is not None:
                _restore(Restoration(file, settings, sealed, passphrase), settings, quiet=quiet)
            elif sealed is not None:
                restore_keys(settings.home / "keys", sealed, passphrase)
                click.echo(f"The keys are in {settings.home / 'keys'}.")
    except FileExistsError as there:
        raise Refusal("keys-there", "{folder} 已存在；密钥从不覆盖。", folder=settings.home / "keys") from there
    except (BadBackup, BadKeyFile) as bad:
        click.echo(f"gitrace: nothing was restored: {bad}", err=True)
        sys.exit(1)


@contextmanager
def _unserved(home: Path) -> Iterator[None]:
    """Nothing serves the home inside the block. Where there is no lock to take, nothing has ever served it, and it is
    not made here: a restore wants it empty. Raises Refusal("home-served").
    """
    if not (home / LOCK_NAME).exists():
        yield
        return
    try:
        handle = lock_home(home)
    except CannotServe:
        raise Refusal("home-served", "{home} 的服务正在运行，请先停止服务再恢复。", "home", home=home) from None
    try:
        yield
    finally:
        os.close(handle)


def _restore(restoration: Restoration, settings: Settings, *, quiet: bool) -> None:
    show_progress(restoration.run(), quiet=quiet)
    tell(restoration.report)
    if restoration.kept is None:
        click.echo("Not compared with a checkpoint kept elsewhere: GITRACE_CHECKPOINT_DIR has none.")
        click.echo("Whoever was erased by law after this backup is in it again, and must be erased again by hand.")
    else:
        click.echo(f"The log is not older than {restoration.kept}.")
        click.echo("Whoever was erased by law and is in this backup again is erased again at the next start.")
    if not (settings.home / "keys").exists():
        click.echo(f"The keys are still missing: gitrace restore --keys FILE --home {settings.home}")
    sys.exit(0 if restoration.report.sound else 1)
