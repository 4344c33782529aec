"""`gitrace backup` and `gitrace restore`: what they ask, print and refuse."""

import os
from pathlib import Path

import anyrow
import pytest
from click.testing import CliRunner, Result
from outsider import attack

from gitrace.cli import house
from gitrace.errors import Refusal
from gitrace.serving.home import lock_home
from gitrace.settings import Settings
from gitrace.storage import Store

PASSPHRASE = "春笋破土 two thirds"


def run(settings: Settings, *arguments: str, typed: str = "") -> Result:
    home = {"GITRACE_HOME": str(settings.home), "GITRACE_DATABASE_URL": settings.database_url}
    return CliRunner(env=home).invoke(house, list(arguments), input=typed)


def test_there_and_back_with_keys(full: Store, tmp_path: Path, elsewhere: type[Settings]) -> None:
    file, keys = str(tmp_path / "b.tar"), str(tmp_path / "k.json")
    made = run(full.settings, "backup", file, "--keys", keys, typed=f"{PASSPHRASE}\n{PASSPHRASE}\n")
    assert made.exit_code == 0, made.output
    assert "every hash compared" in made.stdout
    assert ("Not verified: " in made.stdout) is not full.is_sqlite
    new = elsewhere()
    back = run(new, "restore", file, "--keys", keys, "--home", str(new.home), typed=f"{PASSPHRASE}\n")
    assert back.exit_code == 0, back.output
    assert "is trusted" in back.stdout
    assert "Not compared with a checkpoint kept elsewhere" in back.stdout
    assert (new.home / "keys" / "log.key").read_text() == (full.settings.home / "keys" / "log.key").read_text()


def test_the_passphrase_is_asked_twice_and_never_shown(full: Store, tmp_path: Path) -> None:
    typed = f"{PASSPHRASE}\nsomething else\n{PASSPHRASE}\n{PASSPHRASE}\n"
    made = run(full.settings, "backup", "--keys", str(tmp_path / "k.json"), typed=typed)
    assert made.exit_code == 0
    assert PASSPHRASE not in made.output


def test_a_wrong_passphrase_restores_nothing(full: Store, tmp_path: Path, elsewhere: type[Settings]) -> None:
    file, keys = str(tmp_path / "b.tar"), str(tmp_path / "k.json")
    run(full.settings, "backup", file, "--keys", keys, typed=f"{PASSPHRASE}\n{PASSPHRASE}\n")
    new = elsewhere()
    back = run(new, "restore", file, "--keys", keys, "--home", str(new.home), typed="not the passphrase\n")
    assert back.exit_code == 1
    assert "nothing was restored" in back.stderr
    assert not new.home.exists()


def test_without_keys_it_says_how_to_put_them_back(full: Store, tmp_path: Path, elsewhere: type[Settings]) -> None:
    file, keys = str(tmp_path / "b.tar"), str(tmp_path / "k.json")
    run(full.settings, "backup", file, "--keys", keys, typed=f"{PASSPHRASE}\n{PASSPHRASE}\n")
    new = elsewhere()
    back = run(new, "restore", file, "--home", str(new.home))
    assert "gitrace restore --keys FILE" in back.stdout
    later = run(new, "restore", "--keys", keys, "--home", str(new.home), typed=f"{PASSPHRASE}\n")
    assert later.exit_code == 0
    assert (new.home / "keys" / "log.key").exists()


def test_a_home_that_is_being_served_takes_neither_backup_nor_keys(full: Store, tmp_path: Path) -> None:
    file, keys = str(tmp_path / "b.tar"), str(tmp_path / "k.json")
    run(full.settings, "backup", file, "--keys", keys, typed=f"{PASSPHRASE}\n{PASSPHRASE}\n")
    served = full.settings.model_copy(update={"home": tmp_path / "served"})
    handle = lock_home(served.home)
    for arguments in ([file], ["--keys", keys]):
        no = run(served, "restore", *arguments, "--home", str(served.home), typed=f"{PASSPHRASE}\n").exception
        assert isinstance(no, Refusal)
        assert (no.code, no.field) == ("home-served", "home")
    os.close(handle)
    later = run(served, "restore", "--keys", keys, "--home", str(served.home), typed=f"{PASSPHRASE}\n")
    assert later.exit_code == 0, later.output


def test_a_home_that_was_tampered_with_ends_in_1(full: Store, tmp_path: Path) -> None:
    with attack(full) as connection:
        anyrow.make_row(connection, anyrow.audited_tables()[0], [])
    made = run(full.settings, "backup", str(tmp_path / "b.tar"))
    assert made.exit_code == (1 if full.is_sqlite else 0)
    assert (tmp_path / "b.tar.unsound").exists() is full.is_sqlite


def test_a_password_on_the_command_line_is_refused(tmp_path: Path) -> None:
    (tmp_path / "b.tar").touch()
    url = "postgresql://gitrace:secret@localhost/new"
    arguments = ["restore", str(tmp_path / "b.tar"), "--home", str(tmp_path / "new"), "--database-url", url]
    refused = CliRunner().invoke(house, arguments).exception
    assert isinstance(refused, Refusal)
    assert refused.code == "password-visible"


@pytest.mark.parametrize("name", ["backup", "restore"])
def test_without_a_file_or_keys_there_is_nothing_to_do(tmp_path: Path, name: str) -> None:
    arguments = [name, *(["--home", str(tmp_path / "new")] if name == "restore" else [])]
    assert CliRunner().invoke(house, arguments).exit_code == 2


@pytest.mark.parametrize("name", ["backup", "restore"])
def test_help_has_an_example(name: str) -> None:
    assert f"Example: gitrace {name}" in CliRunner().invoke(house, [name, "--help"]).stdout
