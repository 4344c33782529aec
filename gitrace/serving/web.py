"""The web server's process: gunicorn with gevent workers, each with an application and a store of its own.

Started by the supervisor in a fresh interpreter whose first import patches it for gevent.
"""

import argparse
import gc
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from wsgiref.types import WSGIApplication

import sqlalchemy as sa
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.arbiter import Arbiter  # type: ignore[import-untyped]
from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from gitrace.app import create_app
from gitrace.backup.keys import keys_backed_up
from gitrace.ledger import tables
from gitrace.ledger.exported import exported_size
from gitrace.people.commands import first_administrators_link
from gitrace.serving.children import KEYS_NOT_BACKED_UP, OLDER_LOG, end_with_parent
from gitrace.serving.prepare import opened
from gitrace.settings import Settings, load_settings
from gitrace.storage import Store, open_store, reading

REQUESTS_END = 20
"""Seconds that running requests get when a worker ends."""
KEEP_ALIVE = 5
"""Seconds after which a connection on which nothing comes is closed."""


def configuration(settings: Settings, host: str, port: int) -> dict[str, object]:
    """Gunicorn's settings."""
    return {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": settings.workers,
        "worker_class": "gevent",
        "worker_connections": 1000,
        # Each worker has its own queue of connections, and so an even share of them. Safe because the supervisor holds
        # the home's lock and bound the port alone: otherwise a second service would share it unnoticed.
        "reuse_port": hasattr(socket, "SO_REUSEPORT"),
        "graceful_timeout": REQUESTS_END,
        "keepalive": KEEP_ALIVE,
        "timeout": 30,
        "limit_request_line": 8190,
        "limit_request_fields": 64,
        "limit_request_field_size": 8190,
        # Whose X-Forwarded-* headers count is GITRACE_PROXIES' business alone; gunicorn believes nobody.
        "forwarded_allow_ips": "",
        "secure_scheme_headers": {},
        "accesslog": None,  # it would keep the addresses of people who look up a label
        "errorlog": "-",
        "loglevel": "warning",
        "logger_class": _DiscreetLogger,
        "worker_tmp_dir": "/dev/shm" if os.access("/dev/shm", os.W_OK) else None,  # noqa: S108 - gunicorn unlinks it at once
        "control_socket_disable": True,
        "preload_app": False,
    }


class _DiscreetLogger(Logger):  # type: ignore[misc]
    """Leaves out the one warning that names a caller's network address."""

    def warning(self, msg: str, *args: object, **kwargs: object) -> None:
        if not msg.startswith("Invalid request from ip="):
            super().warning(msg, *args, **kwargs)


_ENDING = (signal.SIGTERM, signal.SIGQUIT, signal.SIGINT)


class _Arbiter(Arbiter):  # type: ignore[misc]
    """Ends at once, with its workers, when the supervisor is gone; and ends workers that are still starting."""

    def spawn_worker(self) -> int:
        """A worker begins with the master's signal handlers, under which a signal to end would be lost on it.

        So such signals are held back over the fork, and the worker takes them from `_after_fork` on.
        """
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
        try:
            pid: int = super().spawn_worker()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
        return pid

    def manage_workers(self) -> None:
        """Called once a second by gunicorn's loop."""
        if os.getppid() != self.app.parent:
            self.handle_quit()
        super().manage_workers()


class Server(BaseApplication):  # type: ignore[misc]
    """What gunicorn asks for configuration and, in each worker, for the application."""

    def __init__(self, settings: Settings, arguments: argparse.Namespace) -> None:
        self.settings = settings
        self.arguments = arguments
        self.parent: int = arguments.parent
        super().__init__()

    def load_config(self) -> None:
        """Called by gunicorn at the start and with each SIGHUP."""
        chosen = configuration(self.settings, self.arguments.host, self.arguments.port)
        hooks = {"when_ready": _before_forks, "post_fork": _after_fork, "post_worker_init": self._ready}
        for name, value in (chosen | hooks).items():
            self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        """Called in each worker after its fork: nothing that holds a connection is older than the worker."""
        return create_app(open_store(self.settings))

    def _ready(self, _worker: object) -> None:
        with suppress(OSError):  # the supervisor listens for the first worker alone
            os.write(self.arguments.tell, b"ready\n")


def _before_forks(_arbiter: object) -> None:
    # What is loaded by now stays shared between the workers: their collectors leave its pages alone. Nothing
    # is collected before: that would take a tenth of the start and find next to nothing.
    gc.freeze()
    gc.enable()


def _after_fork(_arbiter: object, _worker: object) -> None:
    end_with_parent(signal.SIGKILL)
    for number in _ENDING:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)


def main() -> None:
    """Serve. Exit code 2 with a sentence when the home cannot be served."""
    settings, arguments = load_settings(), _arguments()
    # Seen to and closed before any fork: the keys are the log's own, and somebody can come in.
    store = opened(settings)
    words = list(_greeting(store)) if arguments.greet else []
    store.close()
    for word in words:
        os.write(arguments.tell, f"{word}\n".encode())
    _Arbiter(Server(settings, arguments)).run()


def _greeting(store: Store) -> Iterator[str]:
    """What the supervisor says at the start: that nobody can come in yet, that the keys are nowhere else, or that
    nothing may be written."""
    with reading(store) as session:
        size = session.connection().execute(sa.select(tables.head.c.size)).scalar_one()
        if size < exported_size(store.settings):
            yield OLDER_LOG
            return
        if not store.settings.demo and keys_backed_up(session) is None:
            yield KEYS_NOT_BACKED_UP
    token = first_administrators_link(store)
    if token is not None:
        yield f"/account/join/{token}"


def _arguments() -> Any:
    parser = argparse.ArgumentParser()
    for name, kind in (("parent", int), ("host", str), ("port", int), ("tell", int)):
        parser.add_argument(f"--{name}", type=kind, required=True)
    parser.add_argument("--greet", action="store_true", help="tell the first administrator's link, if there is none")
    return parser.parse_args()
