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

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

PHONE, DESK, NARROWEST = (390, 844), (1280, 900), (320, 640)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


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


def look_at(page: Page, size: tuple[int, int]) -> None:
    """Resize, and see that nothing has to be scrolled sideways."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0], f"{page.url} is wider than {size[0]} px"


def complaints(page: Page) -> list[dict[str, Any]]:
    """What axe finds on the page: rule, and the elements concerned."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}}).response["violations"]
    return [{"rule": one["id"], "where": [node["html"] for node in one["nodes"]]} for one in found]
