"""A real browser and a real server for tests that look at pages."""

import shutil
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page
from werkzeug.serving import make_server

_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, _NAMES)), None)
"""The one built to run without a window comes first: the same pages for three quarters of the processor's time."""


PHONE, DESK, NARROWEST = (390, 844), (1280, 900), (320, 640)
TWICE = ((195, 422), (640, 450))
"""What is left of a phone's and a desk's window for who reads at 200 %."""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_AXE = Axe().axe_script


@contextmanager
def serving(app: Flask, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """The application on a free port of this machine; yields its origin."""
    server = make_server("127.0.0.1", 0, app, threaded=True, ssl_context=tls)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def fits(page: Page, size: tuple[int, int]) -> bool:
    """Resize; whether nothing has to be scrolled sideways."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def complaints(page: Page) -> list[dict[str, Any]]:
    """What axe finds on the page: rule, and the elements concerned. What passes stays in the browser."""
    page.evaluate(_AXE)
    wanted = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
    found = page.evaluate("async (wanted) => (await axe.run(wanted)).violations", wanted)
    return [{"rule": one["id"], "where": [node["html"] for node in one["nodes"]]} for one in found]


def flaws(page: Page, address: str) -> list[Any]:
    """Of one page, loaded once: the widths at which it has to be scrolled sideways, and what axe finds."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status < 500, address
    wide = [(address, size[0]) for size in (NARROWEST, *TWICE, DESK, PHONE) if not fits(page, size)]
    return wide + [(address, one) for one in complaints(page)]


def see(page: Page, address: str) -> None:
    """It fits, and axe finds nothing."""
    found = flaws(page, address)
    assert not found, "\n".join(str(one) for one in found)
