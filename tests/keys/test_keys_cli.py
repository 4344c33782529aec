"""`gitrace keys`: what it prints of the keys, and another one in their place."""

import shutil
from pathlib import Path

from click.testing import CliRunner

from gitrace.cli import house
from gitrace.ledger.signing import keys_of_log
from gitrace.settings import Settings
from gitrace.storage import open_store, reading


def run(settings: Settings, *arguments: str) -> str:
    result = CliRunner(env={"GITRACE_HOME": str(settings.home)}).invoke(house, ["keys", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_keys_are_rotated_and_listed(sqlite_template: Path, tmp_path: Path) -> None:
    settings = Settings(home=shutil.copytree(sqlite_template, tmp_path / "home"))
    said = run(settings, "rotate", "log", "--overlap", "7")
    store = open_store(settings)
    with reading(store) as session:
        old, new = (span.key for span in keys_of_log(session.connection()).spans)
    assert f"The log's key is now {new}" in said
    assert "gitrace backup --keys FILE" in said
    assert "issued with key 2" in run(settings, "rotate", "label")
    lines = [line.split("\t") for line in run(settings, "list").splitlines()]
    assert [line[:3] for line in lines[:2]] == [["log", str(new), "3-"], ["log", str(old), "0-10"]]
    assert [line[1] for line in lines[2:]] == ["2", "1"]
    assert all(secret.hex() not in str(lines) for secret in store.keys.labels.values())
    store.close()
