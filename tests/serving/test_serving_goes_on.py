"""A running service answers through whatever is done to its parts."""

import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from service import Service, comes_true

from gitrace.backup.keys import back_up_keys
from gitrace.home import found_home
from gitrace.settings import Settings
from gitrace.work import SYSTEM


@pytest.fixture(scope="module")
def service(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("serving")
    (folder / "other-disk").mkdir()
    with Service(Settings(home=folder / "new-home", checkpoint_dir=folder / "other-disk", workers=2)) as running:
        running.folder = folder  # type: ignore[attr-defined]
        yield running
    assert running.survivors() == []


def test_an_empty_home_is_made_and_served(service: Service) -> None:
    assert service.get("/readyz")[0] == 200


def test_the_first_administrator_comes_in_by_the_link_it_prints(service: Service) -> None:
    link = next(line for line in service.lines if line.startswith("first administrator's link")).split()[-1]
    assert link.startswith(service.address)
    status, page = service.get(link.removeprefix(service.address))
    assert status == 200
    assert 'name="password"' in page


def test_it_asks_for_a_backup_of_the_keys_until_there_is_one(service: Service) -> None:
    (line,) = [line for line in service.lines if "gitrace backup --keys FILE" in line]
    assert service.lines.index(line) < len(service.lines) - 1
    settings = Settings(home=service.folder / "another-home")  # type: ignore[attr-defined]
    made = found_home(settings)
    back_up_keys(made, SYSTEM, service.folder / "keys.json", "春笋破土 two thirds")  # type: ignore[attr-defined]
    made.close()
    with Service(settings) as another:
        assert not any("backup" in line for line in another.lines)


def test_the_keeper_publishes_the_first_checkpoint(service: Service) -> None:
    assert comes_true((service.folder / "other-disk" / "checkpoint").exists)  # type: ignore[attr-defined]


def test_idle_connections_do_not_stop_it(service: Service) -> None:
    idle = [socket.create_connection(("127.0.0.1", service.port)) for _ in range(200)]
    begun = time.monotonic()
    assert service.get("/healthz")[0] == 200
    assert time.monotonic() - begun < 2
    for one in idle:
        one.close()


def test_an_overlong_address_is_refused(service: Service) -> None:
    with socket.create_connection(("127.0.0.1", service.port)) as caller:
        caller.sendall(b"GET /?q=" + b"x" * 9000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert caller.recv(100).startswith(b"HTTP/1.1 414")
    assert not any("127.0.0.1" in line for line in service.errors)


def test_nobody_s_forwarded_headers_are_believed(service: Service) -> None:
    with socket.create_connection(("127.0.0.1", service.port)) as caller:
        caller.sendall(
            b"GET /no/such/page HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Proto: https\r\n"
            b"Script-Name: /elsewhere\r\nConnection: close\r\n\r\n"
        )
        answer = caller.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 404")
    assert b"elsewhere" not in answer
    assert b"Strict-Transport-Security" not in answer


def test_a_slash_within_a_value_reaches_us_as_it_was_sent(service: Service) -> None:
    with socket.create_connection(("127.0.0.1", service.port)) as caller:
        caller.sendall(
            b"GET /01/06901234000016/10/A%2FB HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n"
            b"Connection: close\r\n\r\n"
        )
        answer = caller.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 400")
    assert b'"field":"lot"' in answer


def test_sighup_renews_workers_and_keeper(service: Service) -> None:
    before = service.pids()
    service.process.send_signal(signal.SIGHUP)
    old = {*before["worker"], *before["keeper"]}
    assert comes_true(lambda: not old & {*service.pids()["worker"], *service.pids()["keeper"]})
    assert comes_true(lambda: bool(service.pids()["keeper"]) and len(service.pids()["worker"]) == 2)
    assert service.get("/healthz")[0] == 200
    assert service.pids()["web"] == before["web"]


@pytest.mark.parametrize("part", ["worker", "keeper", "web"])
def test_a_killed_part_is_replaced(service: Service, part: str) -> None:
    comes_true(lambda: bool(service.pids()["keeper"]))
    count = len(service.pids()[part])
    ready = sum("is ready" in line for line in service.lines)
    killed = service.kill(part)
    assert comes_true(lambda: _replaced(service.pids()[part], killed, count))
    if part == "web":
        service.wait_until_ready(ready + 1)
    assert service.get("/healthz")[0] == 200


def _replaced(now: list[int], killed: int, count: int) -> bool:
    return killed not in now and len(now) == count
