"""The log as anybody reads it over HTTP, by a monitor that shares no line with what it reads."""

import ast
import binascii
import json
from pathlib import Path

import log_reader
import pytest
from anyrow import CLERK, Noted, RowsChanged
from click.testing import CliRunner
from cryptography.exceptions import InvalidSignature
from flask import Flask
from flask.testing import FlaskClient
from log_reader import Key, Monitor

from gitrace.app import create_app
from gitrace.cli import house
from gitrace.keys.rotating import rotate_log_key
from gitrace.storage import Store
from gitrace.work import writing

FIRST = 2
"""Entries of a new home: the ledger is opened, and the profile is there."""


@pytest.fixture
def client(store: Store) -> FlaskClient:
    app: Flask = create_app(store)
    return app.test_client()


def monitor_of(client: FlaskClient, store: Store) -> Monitor:
    def fetch(path: str) -> bytes:
        answer = client.get(f"/log/{path}")
        if answer.status_code != 200:
            raise LookupError(f"{path}: {answer.status_code}")
        return answer.data

    return Monitor(fetch, Key(verifier_key(client)))


def verifier_key(client: FlaskClient) -> str:
    """As entry 0 gives it."""
    entry = Monitor.unpacked(client.get("/log/tile/entries/000.p/1").data)[0]
    return str(json.loads(entry)["fields"]["log_key"])


def grow(store: Store, entries: int) -> None:
    """Public and restricted ones by turns."""
    with writing(store, CLERK) as work:
        for number in range(entries):
            event = Noted(text=f"第 {number} 条") if number % 3 else RowsChanged(rows=0)
            work.record(event, subject="lot:CY260312A001")


def test_a_monitor_written_from_the_specifications_follows_the_log(client: FlaskClient, store: Store) -> None:
    monitor = monitor_of(client, store)
    assert monitor.follow() == FIRST
    for entries in (1, 252, 1, 1, 0, 300):
        grow(store, entries)
        assert monitor.follow() == entries
        size = len(monitor.entries)
        for index in (0, size // 3, size // 2, size - 2, size - 1):
            monitor.check_proof(client.get(f"/log/proof/{index}").get_data(as_text=True), index)
    assert len(monitor.entries) == FIRST + 555


def test_the_monitor_follows_the_log_through_changes_of_its_key(client: FlaskClient, store: Store) -> None:
    monitor = monitor_of(client, store)
    for overlap in (2, 0, 3):
        rotate_log_key(store, CLERK, overlap=overlap)
        for entries in (1, 1, 3):
            monitor.follow()
            monitor.check_proof(client.get("/log/proof/1").get_data(as_text=True), 1)
            grow(store, entries)
    assert len(monitor.turns) == 4


def test_a_proof_under_a_later_key_is_checked_by_the_first_and_the_history(
    client: FlaskClient, store: Store, tmp_path: Path
) -> None:
    first = verifier_key(client)
    rotate_log_key(store, CLERK, overlap=0)
    grow(store, 2)
    for name, path in (("proof", "proof/1"), ("keys", "keys")):
        (tmp_path / name).write_bytes(client.get(f"/log/{path}").data)
    command = ["audit", "verify-proof", str(tmp_path / "proof"), "--key", first]
    alone = CliRunner().invoke(house, command)
    assert alone.exit_code == 1
    assert "its key history leads to that one" in alone.stdout
    led = CliRunner().invoke(house, [*command, "--history", str(tmp_path / "keys")])
    assert led.exit_code == 0, led.output
    page = client.get("/log").text
    assert "换过 1 次公钥" in page
    assert first in page


SPOILT = ("checkpoint", "tile/entries/000.p/22", "tile/0/000.p/22", "proof/7")


@pytest.mark.parametrize("spoilt", SPOILT)
def test_the_monitor_finds_one_bit_that_was_changed_on_the_way(client: FlaskClient, store: Store, spoilt: str) -> None:
    grow(store, 22 - FIRST)
    honest = monitor_of(client, store)

    def fetch(path: str) -> bytes:
        body = honest.fetch(path)
        return body if path != spoilt else body[:-20] + bytes([body[-20] ^ 1]) + body[-19:]

    monitor = Monitor(fetch, honest.key)
    with pytest.raises((AssertionError, InvalidSignature, binascii.Error)):  # noqa: PT012 - either step
        monitor.follow()
        monitor.check_proof(fetch("proof/7").decode(), 7)


def test_the_monitor_shares_no_line_with_what_it_reads() -> None:
    imports = ast.walk(ast.parse(Path(log_reader.__file__).read_text()))
    named = [n.module or "" for n in imports if isinstance(n, ast.ImportFrom)]
    assert named
    assert not [name for name in named if "gitrace" in name]


def test_what_is_full_is_kept_and_what_is_not_is_kept_nowhere(client: FlaskClient, store: Store) -> None:
    grow(store, 257 - FIRST)
    for path in ("tile/0/000", "tile/entries/000"):
        assert client.get(f"/log/{path}").headers["Cache-Control"] == "public, max-age=31536000, immutable"
    for path in ("checkpoint", "tile/0/000.p/7", "tile/0/001.p/1", "tile/1/000.p/1", "tile/entries/001.p/1", "proof/0"):
        assert client.get(f"/log/{path}").headers["Cache-Control"] == "no-store", path


def test_programs_of_every_site_read_it_without_a_cookie(client: FlaskClient) -> None:
    for path in ("checkpoint", "tile/0/000.p/1", "tile/entries/000.p/1", "proof/0", "tile/0/999"):
        answer = client.get(f"/log/{path}")
        assert answer.headers["Access-Control-Allow-Origin"] == "*", path
        assert "Set-Cookie" not in answer.headers, path
        if answer.status_code == 200:
            kind = "application/octet-stream" if path.startswith("tile") else "text/plain; charset=utf-8"
            assert answer.headers["Content-Type"] == kind


NOT_THERE = (
    "tile/0/000",
    f"tile/0/000.p/{FIRST + 1}",
    "tile/0/001.p/1",
    "tile/1/000.p/1",
    "tile/63/x999/x999/x999/x999/x999/999",
    "tile/entries/001.p/1",
    f"proof/{FIRST}",
    "proof/99999999999999999999999",
    "tile/0/000.p/0",
    "tile/0/000.p/01",
    "tile/0/000.p/256",
    "tile/0/0",
    "tile/0/x000/000.p/1",
    "tile/00/000.p/1",
    "tile/64/000.p/1",
)


def test_what_is_not_there_yet_or_written_otherwise_is_not_found(client: FlaskClient) -> None:
    assert {path for path in NOT_THERE if client.get(f"/log/{path}").status_code != 404} == set()
    assert client.get(f"/log/tile/0/000.p/{FIRST}").status_code == 200


def test_entries_travel_packed_to_whoever_can_unpack_them(client: FlaskClient, store: Store) -> None:
    grow(store, 20)
    path = "/log/tile/entries/000.p/22"
    plain, packed = client.get(path), client.get(path, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data)
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_a_proof_is_a_file_to_take_away_and_check_elsewhere(client: FlaskClient, tmp_path: Path) -> None:
    answer = client.get("/log/proof/1")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="entry-1.tlog-proof"'
    file = tmp_path / "entry-1.tlog-proof"
    file.write_bytes(answer.data)
    result = CliRunner().invoke(house, ["audit", "verify-proof", str(file), "--key", verifier_key(client)])
    assert result.exit_code == 0, result.output
    assert "holds this entry as number 1" in result.output
