"""What must be so before anything starts, and the sentence of each refusal."""

import os
import shutil
import socket
import sqlite3
from pathlib import Path

import pytest

from gitrace.serving.children import environment
from gitrace.serving.home import CannotServe, is_prepared, lock_home, require_checkpoint_folder, try_port
from gitrace.settings import Settings, load_settings


def test_a_home_is_locked_once(tmp_path: Path) -> None:
    handle = lock_home(tmp_path / "home")
    with pytest.raises(CannotServe, match="being served already"):
        lock_home(tmp_path / "home")
    os.close(handle)
    os.close(lock_home(tmp_path / "home"))


@pytest.mark.parametrize("shared", [False, True])
def test_a_taken_port_is_refused_even_where_it_could_be_shared(shared: bool) -> None:
    with socket.socket() as other:
        if shared:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(CannotServe, match="is taken by another program"):
            try_port("127.0.0.1", other.getsockname()[1])


def test_port_0_becomes_a_free_one() -> None:
    assert try_port("127.0.0.1", 0) > 1023


def test_a_foreign_address_is_refused() -> None:
    with pytest.raises(CannotServe, match="not an address of this machine"):
        try_port("192.0.2.1", 0)


def test_a_folder_for_checkpoints_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(CannotServe, match="GITRACE_CHECKPOINT_DIR"):
        require_checkpoint_folder(Settings(checkpoint_dir=tmp_path / "unmounted"))


def test_a_migrated_home_needs_no_preparing(settings: Settings) -> None:
    assert is_prepared(settings)


def test_a_home_of_another_release_does(sqlite_template: Path, tmp_path: Path) -> None:
    home = shutil.copytree(sqlite_template, tmp_path / "home")
    connection = sqlite3.connect(home / "gitrace.db")
    connection.execute("UPDATE alembic_version SET version_num = '0001'")
    connection.commit()
    connection.close()
    assert not is_prepared(Settings(home=home))
    assert not is_prepared(Settings(home=tmp_path / "empty"))


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "gitrace.db").write_text("not a database, and long enough to be read as a page of one" * 20)
    with pytest.raises(CannotServe, match=r"gitrace\.db"):
        is_prepared(Settings(home=tmp_path))


def test_children_read_the_settings_of_the_command_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given = Settings(home=tmp_path, workers=7, label_upper_case=False, checkpoint_dir=tmp_path)
    for name, value in environment(given).items():
        monkeypatch.setenv(name, value)
    assert load_settings() == given
