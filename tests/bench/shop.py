"""Web servers for the benchmark of scans: gunicorn as `gitrace serve` configures it, before one of four applications.

Each in a process of its own, whose first import is gevent's patch and whose environment has the home's settings:

- `hello`: a bare Flask view that returns a sentence.
- `gitrace`, `large`: the service's own application.
- `alone`: the same, but each scan has a commit of its own.
- `plain`: what one would write first: the lot, its facts and the label read with the ORM, a commit, one template.
"""

import sys
from collections.abc import Sequence
from wsgiref.types import WSGIApplication

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from gitrace.app import create_app
from gitrace.scans import place
from gitrace.scans.place import scans_of
from gitrace.scans.scan import Counted, Scan
from gitrace.scans.settling import settle
from gitrace.serving.web import configuration
from gitrace.settings import Settings, load_settings
from gitrace.storage import Store, open_store
from gitrace.web.public import fragments, looking


def hello(_settings: Settings) -> WSGIApplication:
    app = Flask("hello")
    app.add_url_rule("/<path:_rest>", view_func=lambda _rest: "Hello, world")
    return app


def gitrace(settings: Settings) -> WSGIApplication:
    return create_app(open_store(settings))


def alone(settings: Settings) -> WSGIApplication:
    looking.record_and_see = _record_alone  # type: ignore[attr-defined]
    place.LONGEST_WAIT = settings.write_wait_seconds
    return gitrace(settings)


def plain(settings: Settings) -> WSGIApplication:
    fragments.Kept.find = lambda _self, _name: None  # type: ignore[method-assign]
    return alone(settings)


def _record_alone(store: Store, scan: Scan, subjects: Sequence[str]) -> tuple[Counted, dict[str, int]]:
    [counted], seen_at = settle(scans_of(store), [scan], subjects)
    return counted, seen_at


class Shop(BaseApplication):  # type: ignore[misc]
    def __init__(self, name: str, port: int) -> None:
        self.name, self.port, self.settings = name, port, load_settings()
        super().__init__()

    def load_config(self) -> None:
        for name, value in configuration(self.settings, "127.0.0.1", self.port).items():
            self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        applications = {"hello": hello, "gitrace": gitrace, "large": gitrace, "alone": alone, "plain": plain}
        return applications[self.name](self.settings)


def main() -> None:
    """Serve the application that the command line names, at its port, until told to end."""
    Shop(sys.argv[1], int(sys.argv[2])).run()
