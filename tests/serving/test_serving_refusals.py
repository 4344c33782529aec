"""`gitrace serve` says in one sentence why it does not start, and exits with 2."""

import os
import socket
import subprocess
import sys

from service import environment

from gitrace.serving.home import lock_home
from gitrace.settings import Settings


def serve(settings: Settings, *arguments: str, **more: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "gitrace", "serve", "--port", "0", *arguments],
        env=environment(settings) | more,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    return done.returncode, done.stderr


def test_a_second_service_of_a_home(home: Settings) -> None:
    handle = lock_home(home.home)
    code, error = serve(home)
    assert code == 2
    assert error == f"gitrace: the home {home.home} is being served already\n"
    os.close(handle)


def test_a_taken_port(home: Settings) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, error = serve(home, "--port", str(port))
    assert code == 2
    assert error == f"gitrace: port {port} on 127.0.0.1 is taken by another program; choose another with --port\n"


def test_a_misspelt_setting(home: Settings) -> None:
    code, error = serve(home, GITRACE_WORKRES="3")
    assert code == 2
    assert "GITRACE_WORKRES" in error


def test_a_file_of_regions_that_does_not_fit(home: Settings) -> None:
    path = home.home / "prefixes.csv"
    path.write_text("203.0.113.1/24,湖北\n", encoding="utf-8")
    code, error = serve(home, GITRACE_REGION_PREFIXES=str(path))
    assert code == 2
    assert error == f"gitrace: GITRACE_REGION_PREFIXES: line 1 of {path}: 203.0.113.1/24 has host bits set\n"


def test_a_missing_key(home: Settings) -> None:
    (home.home / "keys" / "label-1.key").unlink()
    code, error = serve(home)
    assert code == 2
    assert error.startswith("gitrace: ")
    assert "label-1.key is missing" in error
    assert error.count("\n") == 1


def test_another_log_key(home: Settings) -> None:
    (home.home / "keys" / "log.key").write_text("11" * 32)
    code, error = serve(home)
    assert code == 2
    assert "log.key is not the key that this log signs with" in error
