"""Another log key while the service runs: both sign for a while, nothing is lost by a death in between."""

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa
from anyrow import CLERK, Noted

from gitrace.backup.rollback import accept_rollback
from gitrace.errors import Refusal
from gitrace.keys import rotating
from gitrace.keys.rotating import rotate_log_key
from gitrace.ledger import tables
from gitrace.ledger.checkpoints import signing_ids
from gitrace.ledger.opening import open_home
from gitrace.ledger.readers import evidence, key_of_home
from gitrace.ledger.verify import Report, Verification
from gitrace.settings import Settings
from gitrace.storage import BadKeys, Store, open_store, reading
from gitrace.work import SYSTEM, writing


def note(store: Store, entries: int = 1) -> None:
    for _ in range(entries):
        with writing(store, CLERK) as work:
            work.record(Noted(text="记"), subject="lot:CY260312A001")


def head(store: Store) -> str:
    with reading(store) as session:
        return str(session.connection().execute(sa.select(tables.head.c.checkpoint)).scalar_one())


def signatures(store: Store) -> int:
    return len(signing_ids(head(store), store.settings.log_origin))


def verify(store: Store, *, kept: str | None = None) -> Report:
    with evidence(store.engine) as reader:
        trusted = key_of_home(reader, store.settings.home / "keys")
        verification = Verification(reader, kept=kept, trusted_key=trusted)
        for _ in verification.run():
            pass
    return verification.report


def names(store: Store) -> set[str]:
    return {path.name for path in (store.settings.home / "keys").glob("log*")}


def test_a_process_that_runs_signs_with_both_keys_and_then_with_the_new_one(store: Store) -> None:
    worker = open_store(store.settings)
    note(worker)
    before = head(store)
    rotate_log_key(store, SYSTEM, overlap=2)
    assert signatures(store) == 2
    told = []
    for _ in range(4):
        note(worker)
        told.append(signatures(worker))
        assert verify(store, kept=before).findings == []
    worker.close()
    assert told == [2, 2, 1, 1]
    assert names(store) == {"log.key", "log-2.key"}
    assert any("entry 0 and 1 change of key lead" in said for said in verify(store).proved)


def test_three_rotations_in_a_row_each_overlap_the_next(store: Store) -> None:
    kept = []
    for overlap in (5, 1, 0):
        rotate_log_key(store, SYSTEM, overlap=overlap)
        kept.append(head(store))
    assert [len(signing_ids(one, store.settings.log_origin)) for one in kept] == [2, 3, 4]
    note(store, 5)
    assert signatures(store) == 1
    for one in kept:
        assert verify(store, kept=one).findings == []
    open_home(store.settings).close()


def test_a_death_before_the_entry_leaves_a_key_that_the_next_try_takes_up(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    dies_at(monkeypatch, "handover", store)
    assert names(store) == {"log.key", "log-2.next"}
    left = store.keys.logs[2]
    note(store)
    assert signatures(store) == 1
    assert verify(store).findings == []
    rotate_log_key(store, SYSTEM)
    assert names(store) == {"log.key", "log-2.key"}
    assert open_store(store.settings).keys.logs[2] == left


def test_a_death_after_the_entry_leaves_a_log_that_signs(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    dies_at(monkeypatch, "put_in_force", store)
    worker = open_store(store.settings)
    note(worker)
    worker.close()
    assert verify(store).findings == []
    open_home(store.settings).close()
    assert names(store) == {"log.key", "log-2.key"}
    assert verify(store).findings == []


def dies_at(monkeypatch: pytest.MonkeyPatch, step: str, store: Store) -> None:
    """A rotation that ends at a step of it."""

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(rotating, step, die)
        with pytest.raises(KeyboardInterrupt):
            rotate_log_key(store, SYSTEM, overlap=0)


def test_a_log_cut_back_to_before_the_rotation_does_not_pass_for_the_home_s_own(
    settings: Settings, tmp_path: Path
) -> None:
    if not settings.is_sqlite:
        pytest.skip("the file is copied")
    older = Path(shutil.copytree(settings.home, tmp_path / "older"))
    store = open_store(settings)
    rotate_log_key(store, SYSTEM, overlap=0)
    note(store)
    published = head(store)
    store.close()
    shutil.copy(settings.home / "keys" / "log-2.key", older / "keys")
    store = open_store(Settings(home=older))
    assert [finding.code for finding in verify(store).findings] == ["key-foreign"]
    (tmp_path / "checkpoint").write_text(published)
    accept_rollback(store, tmp_path)
    assert names(store) == {"log.key", "log-2.next"}
    assert verify(store).findings == []
    rotate_log_key(store, SYSTEM)
    note(store)
    assert verify(store).findings == []
    store.close()


def test_a_key_that_has_to_sign_and_is_not_there_is_named(store: Store) -> None:
    rotate_log_key(store, SYSTEM, overlap=3)
    for name in ("log.key", "log-2.key"):
        path = store.settings.home / "keys" / name
        secret = path.read_text()
        path.unlink()
        with pytest.raises(BadKeys, match=name):
            open_home(store.settings)
        path.write_text("11" * 32)
        path.chmod(0o600)
        with pytest.raises(BadKeys, match=rf"{name} is not the key"):
            open_home(store.settings)
        path.write_text(secret)
    note(store, 3)
    (store.settings.home / "keys" / "log.key").unlink()
    open_home(store.settings).close()


def test_an_overlap_is_a_number_of_entries(store: Store) -> None:
    with pytest.raises(Refusal, match="10000000"):
        rotate_log_key(store, SYSTEM, overlap=-1)
