"""`gitrace serve`."""

import sys

import click

from gitrace.serving.home import CannotServe
from gitrace.serving.supervisor import serve
from gitrace.settings import load_settings


@click.command(epilog="Example: GITRACE_HOME=/srv/gitrace gitrace serve --port 8000")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address of this machine to listen at.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port; 0: a free one.")
@click.option("--workers", type=click.IntRange(1, 64), help="Web worker processes, in place of GITRACE_WORKERS.")
def command(host: str, port: int, workers: int | None) -> None:
    """Serve the home until interrupted: web workers and the keeper of jobs.

    Makes the home if it is empty and migrates its database. SIGTERM ends it in order, SIGHUP renews the workers.
    """
    settings = load_settings(workers=workers)
    try:
        sys.exit(serve(settings, host=host, port=port, say=click.echo))
    except CannotServe as no:
        click.echo(f"gitrace: {no}", err=True)
        sys.exit(2)
