"""PostgreSQL's tools: found, old enough, and called without a password in sight."""

from pathlib import Path

import pytest
from cluster import Cluster

from gitrace.backup import postgresql
from gitrace.errors import Refusal

pytestmark = pytest.mark.postgresql


def fake(folder: Path, version: str, then: str = "exit 0") -> Path:
    tool = folder / "pg_dump"
    tool.write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo "pg_dump (PostgreSQL) {version}" && exit 0\n{then}\n')
    tool.chmod(0o755)
    return tool


@pytest.fixture
def only_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No tool is found but those in this folder."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(postgresql, "_DEBIAN", tmp_path / "none")
    return tmp_path


def test_a_missing_tool_is_named(only_here: Path) -> None:
    with pytest.raises(Refusal, match="pg_dump"):
        postgresql.find_tool("pg_dump", 15)


def test_a_tool_older_than_the_server_is_named(only_here: Path) -> None:
    fake(only_here, "14.9")
    with pytest.raises(Refusal, match="14"):
        postgresql.find_tool("pg_dump", 15)


def test_the_tool_closest_to_the_server_is_taken(only_here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (only_here / "newer").mkdir()
    fake(only_here / "newer", "17.2")
    fake(only_here, "16.1")
    monkeypatch.setenv("PATH", f"{only_here / 'newer'}:{only_here}")
    assert postgresql.find_tool("pg_dump", 15) == only_here / "pg_dump"


def test_neither_password_nor_address_is_among_the_arguments(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server trusts everybody on its socket, so any password goes; what counts is who gets to see it."""
    real = postgresql.find_tool("pg_dump", 1)
    (tmp_path / "bin").mkdir()
    monkeypatch.setattr(postgresql, "_DEBIAN", tmp_path / "none")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/bin:/usr/bin")
    url = cluster.url().replace("gitrace@", "gitrace:s3cret-word@")
    server = postgresql.find_server(url)
    fake(tmp_path / "bin", f"{server.version}.0", f'printf "%s\\n" "$@" > {tmp_path}/said; exec {real} "$@"')
    with postgresql.snapshot(server) as (name, _connection):
        postgresql.dump(server, name, tmp_path / "dump")
    said = (tmp_path / "said").read_text()
    assert "--format=custom" in said
    assert "s3cret-word" not in said
    assert str(cluster.folder) not in said
    assert server.environment["PGPASSWORD"] == "s3cret-word"
