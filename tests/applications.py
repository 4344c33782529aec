"""The application over a test's home. Its two hundred addresses are put together once; a home is then let in."""

from flask import Flask

from gitrace.app import create_app
from gitrace.storage import Store
from gitrace.web.installation import install

_built: dict[tuple[bytes, int], Flask] = {}
"""By what is settled when an application is made: the key of its cookies and the proxies before it."""


def application(store: Store) -> Flask:
    """For a test that hangs no doors of its own, and has one application at a time."""
    settled = (store.keys.session, store.settings.proxies)
    app = _built.get(settled)
    if app is None:
        app = _built[settled] = create_app(store)
    install(app, store)
    for kept in ("gitrace_fragments", "gitrace_figures", "gitrace_misses"):
        app.extensions.pop(kept, None)
    return app
