"""Monitors as processes: a log that goes back, forks or is silently re-keyed ends in its alarm, an honest one never."""

import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from anyrow import CLERK, Noted
from service import environment
from werkzeug import Response

from gitrace.app import create_app
from gitrace.home import found_home
from gitrace.keys.rotating import rotate_log_key
from gitrace.ledger.checkpoints import Checkpoint
from gitrace.ledger.log_keys import LogKeys
from gitrace.ledger.monitor import Alarm, first_key, look
from gitrace.ledger.monitor.reading import Ask
from gitrace.ledger.open_entries import identity
from gitrace.settings import Settings
from gitrace.storage import open_store, reading
from gitrace.work import writing

Look = Callable[..., tuple[int, str]]


class _Silent(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing."""


class Host:
    """Serves whatever home it is given, at one address."""

    def __init__(self) -> None:
        self.server = make_server("127.0.0.1", 0, self._answer, handler_class=_Silent)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def show(self, home: Path) -> None:
        """From now on this home's log."""
        self.app: Any = create_app(open_store(Settings(home=home)))

    def _answer(self, environ: Any, start: Any) -> Any:
        return self.app(environ, start)

    def end(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def host() -> Iterator[Host]:
    one = Host()
    yield one
    one.end()


@pytest.fixture
def home(sqlite_template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sqlite_template, tmp_path / "home"))


@pytest.fixture
def monitor(host: Host, tmp_path: Path) -> Look:
    def run(*arguments: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "gitrace", "audit", "monitor", host.address, "--keep", str(tmp_path / "kept")]
        done = subprocess.run(
            [*command, *arguments],
            env=environment(Settings(home=tmp_path / "none")),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        return done.returncode, done.stdout + done.stderr

    return run


def write(home: Path, count: int, text: str = "记") -> None:
    store = open_store(Settings(home=home))
    with writing(store, CLERK) as work:
        for number in range(count):
            work.record(Noted(text=f"{text} {number}"), subject="lot:CY260312A001")
    store.close()


def test_an_honest_log_is_followed_over_partial_and_full_bundles(
    host: Host, home: Path, monitor: Look, tmp_path: Path
) -> None:
    host.show(home)
    code, said = monitor()
    assert code == 0, said
    assert "PINNED" in said
    for count in (300, 605):
        write(home, count)
        code, said = monitor()
        assert code == 0, said
        assert f"{count} of them new; nothing wrong was found" in said
        assert "PINNED" not in said
    assert (tmp_path / "kept" / "checkpoint").read_text().split("\n")[1] == "907"


def test_each_lie_ends_in_its_alarm_and_leaves_what_was_kept(
    host: Host, home: Path, monitor: Look, tmp_path: Path
) -> None:
    older, rekeyed = tmp_path / "older", tmp_path / "rekeyed"
    shutil.copytree(home, older)
    write(home, 260)
    host.show(home)
    assert monitor()[0] == 0
    host.show(older)
    assert_alarm(monitor(), "rollback", "日志倒退：先前有 262 条，现在只剩 2 条。")
    write(older, 300, text="另记")
    assert_alarm(monitor(), "fork", "日志分叉")
    found_home(Settings(home=rekeyed)).close()
    write(rekeyed, 300)
    host.show(rekeyed)
    assert_alarm(monitor(), "key-changed", "日志换了密钥")
    assert (tmp_path / "kept" / "alarm").read_text().split("\n")[1] == "302"
    host.show(home)
    code, said = monitor()
    assert code == 0, said
    assert "262 entries, 0 of them new" in said


def assert_alarm(ended: tuple[int, str], code: str, sentence: str) -> None:
    assert ended[0] == 1, ended
    assert f"警报：{sentence}" in ended[1]
    assert f"[{code}]" in ended[1]


def test_a_log_that_does_not_answer_is_no_alarm(host: Host, home: Path, monitor: Look, tmp_path: Path) -> None:
    host.show(home)
    host.app = Response(status=503)
    code, said = monitor()
    assert code == 3
    assert "503" in said
    assert not (tmp_path / "kept").exists()


@pytest.mark.parametrize(
    ("path", "code"),
    [("tile/entries/001", "fork"), ("tile/entries/002.p/190", "entries"), ("tile/1/000.p/2", "fork")],
)
def test_what_was_changed_on_its_way_leads_to_no_signed_root(home: Path, path: str, code: str) -> None:
    ask, keys, kept = followed(home)

    def lie(asked: str, longest: int) -> bytes:
        answer = bytearray(ask(asked, longest))
        answer[30] ^= asked == path
        return bytes(answer)

    with pytest.raises(Alarm) as caught:
        look(lie, keys, kept)
    assert caught.value.code == code
    assert caught.value.evidence.split("\n")[1] == "702"
    assert look(ask, keys, kept).known == kept.size


def test_an_entry_that_is_signed_for_and_not_shown_is_an_alarm(home: Path) -> None:
    ask, keys, kept = followed(home)

    def withhold(asked: str, longest: int) -> bytes:
        if asked.startswith("tile/entries/002"):
            raise LookupError
        return ask(asked, longest)

    with pytest.raises(Alarm) as caught:
        look(withhold, keys, kept)
    assert caught.value.code == "withheld"


def followed(home: Path) -> tuple[Ask, LogKeys, Checkpoint]:
    """A log of 702 entries of which 402 were followed."""
    client = create_app(open_store(Settings(home=home))).test_client()

    def ask(path: str, _longest: int) -> bytes:
        return client.get(f"/log/{path}").data

    keys = LogKeys.trusting(first_key(ask))
    write(home, 400)
    kept = look(ask, keys, None).checkpoint
    assert kept.size == 402
    write(home, 300)
    return ask, keys, kept


def test_a_key_that_changed_by_an_event_is_followed_and_another_is_not(
    host: Host, home: Path, monitor: Look, tmp_path: Path
) -> None:
    stranger = Path(shutil.copytree(home, tmp_path / "stranger"))
    host.show(home)
    assert monitor()[0] == 0
    for overlap in (3, 0, 0):
        rotate(home, overlap)
        write(home, 5)
        code, said = monitor()
        assert code == 0, said
        assert said.count("key changed, as the key before it signed") == 1
    host.show(stranger)
    rotate(stranger, 0)
    write(stranger, 40)
    assert_alarm(monitor(), "key-changed", "日志换了密钥")
    host.show(home)
    code, said = monitor("--key", first_key_of(home))
    assert code == 0, said
    shutil.rmtree(tmp_path / "kept")
    code, said = monitor("--key", first_key_of(home))
    assert code == 0, said
    assert said.count("key changed, as the key before it signed") == 3


def rotate(home: Path, overlap: int) -> None:
    store = open_store(Settings(home=home))
    rotate_log_key(store, CLERK, overlap=overlap)
    store.close()


def first_key_of(home: Path) -> str:
    store = open_store(Settings(home=home))
    with reading(store) as session:
        key = identity(session.connection()).keys.spans[0].key
    store.close()
    return str(key)
