"""The built wheel, installed in a bare environment, serves a page and a static file."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

from house.plan import TREE


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel alone; its dependencies come from the environment that runs the tests."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=TREE, check=True, capture_output=True)
    venv.create(folder / "env", with_pip=False)
    (wheel,) = folder.glob("*.whl")
    site = next((folder / "env").glob("lib/python*/site-packages"))
    subprocess.run([sys.executable, "-m", "zipfile", "-e", str(wheel), str(site)], check=True)
    here = next(path for path in sys.path if path.endswith("site-packages"))
    # Only libraries: the editable install's own .pth must not lead back to the source tree.
    links = [
        p for p in Path(here).iterdir() if "gitrace" not in p.name and p.suffix != ".pth" and p.name != "__pycache__"
    ]
    for path in links:
        if not (site / path.name).exists():
            (site / path.name).symlink_to(path)
    return folder


@pytest.fixture
def address(installed: Path, tmp_path: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(installed / "env/bin/python"), "-m", "gitrace", "serve", "--port", str(port)]
    environment = {"PATH": os.environ["PATH"], "GITRACE_HOME": str(tmp_path / "home")}
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=log, stderr=log)
    try:
        yield _wait_for(f"http://127.0.0.1:{port}", process, tmp_path / "log")
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> str:
    for _ in range(600):
        assert process.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(address + "/healthz", timeout=5).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return address
    raise AssertionError(log.read_text())


def test_the_wheel_serves_a_page_and_its_stylesheet(address: str) -> None:
    with urllib.request.urlopen(address + "/", timeout=10) as page:
        html = page.read().decode()
    assert "竹迹" in html or "gitrace" in html
    style = html.split('rel="stylesheet" href="')[1].split('"')[0]
    with urllib.request.urlopen(address + style, timeout=10) as sheet:
        assert sheet.headers["Content-Type"].startswith("text/css")


def test_the_wheel_holds_templates_migrations_and_seed(installed: Path) -> None:
    package = next((installed / "env").glob("lib/python*/site-packages")) / "gitrace"
    for needed in (
        "templates/base.html",
        "static/gitrace.css",
        "storage/migrations/versions/0001_ledger.py",
        "storage/migrations/shapes.json",
        "profile/lei-bamboo-shoot.toml",
        "web/translations/en/messages.po",
    ):
        assert (package / needed).exists(), needed
