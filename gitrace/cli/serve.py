"""`gitrace serve`."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click

from gitrace.demo.guide import Guide, read_guide
from gitrace.serving.children import environment
from gitrace.serving.home import ACCEPT, CannotServe, lock_home
from gitrace.serving.supervisor import serve
from gitrace.settings import PREFIX, Settings, load_settings

DEMO_HOME, DEMO_HOST = Path("instance-demo"), "demo.gitrace.example"
_READY = "gitrace is ready: "


@click.command(epilog="Example: GITRACE_HOME=/srv/gitrace gitrace serve --port 8000")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address of this machine to listen at.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port; 0: a free one.")
@click.option("--workers", type=click.IntRange(1, 64), help="Web worker processes, in place of GITRACE_WORKERS.")
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="The home, in place of GITRACE_HOME.")
@click.option(
    "--demo", is_flag=True, help=f"Serve a made-up season, by default from {DEMO_HOME}/; made at first start."
)
@click.option(
    ACCEPT,
    is_flag=True,
    help="Go on with a log that is older than the newest checkpoint in GITRACE_CHECKPOINT_DIR; put on the record.",
)
def command(*, host: str, port: int, workers: int | None, home: Path | None, demo: bool, accept_rollback: bool) -> None:
    """Serve the home until interrupted: web workers and the keeper of jobs.

    Makes the home if it is empty and migrates its database. SIGTERM ends it in order, SIGHUP renews the workers.

    With --demo a season of fictional growers, lots and labels is made in a home of its own; its accounts and a label of
    each verdict are printed when it is ready.
    """
    try:
        if demo:
            settings = _demo_settings(home=home, workers=workers)
            say = _telling(_prepared(settings))
        else:
            settings, say = load_settings(home=home, workers=workers), click.echo
            _refuse_demo(settings.home)
        sys.exit(serve(settings, host=host, port=port, say=say, accept_rollback=accept_rollback))
    except CannotServe as no:
        click.echo(f"gitrace: {no}", err=True)
        sys.exit(2)


def _demo_settings(**overrides: object) -> Settings:
    """The demo's own home and SQLite, whatever the environment says of a real installation's database and disks."""
    os.environ.pop(f"{PREFIX}CHECKPOINT_DIR", None)
    chosen = {"home": DEMO_HOME, "label_host": DEMO_HOST, "log_origin": f"{DEMO_HOST}/log"}
    unset = {name: value for name, value in chosen.items() if PREFIX + name.upper() not in os.environ}
    given = {name: value for name, value in overrides.items() if value is not None}
    return load_settings(**unset | given | {"demo": True, "database_url": ""})


def _prepared(settings: Settings) -> Guide:
    """Have a child make the season, if that is to be done, and find its labels. Raises CannotServe."""
    lock = lock_home(settings.home)
    try:
        making = [sys.executable, "-P", "-m", "gitrace.demo"]
        code = subprocess.call(making, env=environment(settings))  # noqa: S603 - our own interpreter
    finally:
        os.close(lock)
    guide = read_guide(settings.home)
    if code or guide is None:
        sys.exit(code or 1)
    return guide


def _telling(guide: Guide) -> Callable[[str], None]:
    """Says what the service says; before it is first ready, the accounts and labels at its address."""
    told: list[str] = []

    def say(line: str) -> None:
        if line.startswith(_READY) and not told:
            told.extend(guide.lines(line.removeprefix(_READY).rstrip("/")))
            click.echo("\n".join(told))
        click.echo(line)

    return say


def _refuse_demo(home: Path) -> None:
    if read_guide(home) is not None:
        raise CannotServe(f"{home} holds demonstration data; serve it with --demo, or choose another home")
