"""Keys go into an encrypted file and come back, and only with the passphrase."""

import json
import stat
from pathlib import Path

import pytest

from gitrace.backup.keyfile import BadKeyFile, seal, unseal
from gitrace.backup.keys import back_up_keys, keys_backed_up, restore_keys
from gitrace.errors import Refusal
from gitrace.keys.rotating import rotate_label_key, rotate_log_key
from gitrace.storage import Store, reading
from gitrace.storage.keys import read_keys
from gitrace.storage.next_keys import make_next_key
from gitrace.work import SYSTEM

KEYS = {"log.key": "11" * 32, "label-1.key": "22" * 32, "session.key": "33" * 32}
PASSPHRASE = "春笋破土 two thirds"


@pytest.fixture(scope="module")
def sealed() -> str:
    return seal(KEYS, PASSPHRASE, "2026-03-12T00:00:00.000000Z")


def test_sealed_keys_open_again(sealed: str) -> None:
    assert unseal(sealed, PASSPHRASE) == KEYS


def test_no_key_stands_in_the_file(sealed: str) -> None:
    assert not any(secret in sealed for secret in KEYS.values())


def test_the_file_names_the_keys_and_its_version(sealed: str) -> None:
    told = json.loads(sealed)
    assert told["gitrace-keys"] == 1
    assert told["names"] == sorted(KEYS)


def test_two_backups_of_the_same_keys_have_nothing_in_common(sealed: str) -> None:
    again = json.loads(seal(KEYS, PASSPHRASE, "2026-03-12T00:00:00.000000Z"))
    assert json.loads(sealed)["sealed"][:16] != again["sealed"][:16]


def test_another_passphrase_opens_nothing(sealed: str) -> None:
    with pytest.raises(BadKeyFile, match="passphrase"):
        unseal(sealed, PASSPHRASE + ".")


def test_the_same_words_typed_in_full_width_open_it(sealed: str) -> None:
    assert unseal(sealed, PASSPHRASE.replace("two", "ｔｗｏ")) == KEYS


@pytest.mark.parametrize("name", ["made_at", "names", "sealed"])
def test_a_changed_file_does_not_open(sealed: str, name: str) -> None:
    told = json.loads(sealed)
    told[name] = told[name][:-8] + told[name][-4:] if name == "sealed" else "x"
    with pytest.raises(BadKeyFile):
        unseal(json.dumps(told), PASSPHRASE)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"gitrace-keys":2,"sealed":""}', '{"gitrace-keys":1,"sealed":"%"}'])
def test_what_is_no_key_backup_is_refused(text: str) -> None:
    with pytest.raises(BadKeyFile, match="not a key backup"):
        unseal(text, PASSPHRASE)


def test_a_cost_that_would_stop_the_machine_is_refused(sealed: str) -> None:
    told = json.loads(sealed)
    told["scrypt"]["n"] = 2**40
    with pytest.raises(BadKeyFile):
        unseal(json.dumps(told), PASSPHRASE)


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(Refusal, match="12"):
        seal(KEYS, "elevenchars", "")


def test_a_home_asks_for_it_until_its_keys_are_backed_up(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    with reading(store) as session:
        assert keys_backed_up(session) is None
    back_up_keys(store, SYSTEM, file, PASSPHRASE)
    with reading(store) as session:
        assert keys_backed_up(session) is not None
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_keys_come_back_as_they_were(store: Store, tmp_path: Path) -> None:
    back_up_keys(store, SYSTEM, tmp_path / "keys.json", PASSPHRASE)
    restore_keys(tmp_path / "new" / "keys", (tmp_path / "keys.json").read_text(), PASSPHRASE)
    restored = read_keys(tmp_path / "new" / "keys")
    assert (restored.logs, restored.labels, restored.session) == (
        store.keys.logs,
        store.keys.labels,
        store.keys.session,
    )


def test_keys_that_followed_come_back_too_and_are_to_be_backed_up_anew(store: Store, tmp_path: Path) -> None:
    back_up_keys(store, SYSTEM, tmp_path / "before.json", PASSPHRASE)
    rotate_log_key(store, SYSTEM)
    rotate_label_key(store, SYSTEM)
    make_next_key(store.settings.home / "keys", "log", 3)
    with reading(store) as session:
        assert keys_backed_up(session) is None
    back_up_keys(store, SYSTEM, tmp_path / "keys.json", PASSPHRASE)
    with reading(store) as session:
        assert keys_backed_up(session) is not None
    folder = tmp_path / "new" / "keys"
    restore_keys(folder, (tmp_path / "keys.json").read_text(), PASSPHRASE)
    names = {"session.key", "log.key", "log-2.key", "log-3.next", "label-1.key", "label-2.key"}
    assert {path.name for path in folder.iterdir()} == names
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_keys_are_never_written_over(store: Store, tmp_path: Path) -> None:
    back_up_keys(store, SYSTEM, tmp_path / "keys.json", PASSPHRASE)
    with pytest.raises(FileExistsError):
        restore_keys(store.settings.home / "keys", (tmp_path / "keys.json").read_text(), PASSPHRASE)
    with pytest.raises(FileExistsError):
        back_up_keys(store, SYSTEM, tmp_path / "keys.json", PASSPHRASE)


def test_a_key_name_that_leads_elsewhere_is_refused(tmp_path: Path) -> None:
    text = seal({"../log.key": "11" * 32}, PASSPHRASE, "")
    with pytest.raises(BadKeyFile, match="does not know"):
        restore_keys(tmp_path / "keys", text, PASSPHRASE)
    assert not (tmp_path / "keys").exists()
