"""A home opens with its own keys, and with no others."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from gitrace.errors import Stopped
from gitrace.ledger import tables
from gitrace.ledger.checkpoints import VerifierKey, open_checkpoint
from gitrace.ledger.opening import open_home
from gitrace.settings import Settings
from gitrace.storage import BadKeys, Store, reading


def test_a_new_home_begins_with_entry_0(store: Store) -> None:
    with reading(store) as session:
        leaf = (
            session.connection().execute(sa.select(tables.entry.c.leaf).order_by("entry_index").limit(1)).scalar_one()
        )
        checkpoint = session.connection().execute(sa.select(tables.head.c.checkpoint)).scalar_one()
    opened = json.loads(leaf)
    assert opened["index"] == 0
    assert opened["tag"] == "ledger.opened/1"
    assert open_checkpoint(checkpoint, VerifierKey.parse(opened["fields"]["log_key"])).size >= 1


def test_opening_again_adds_nothing(settings: Settings) -> None:
    with (store := open_home(settings)).engine.connect() as connection:
        size = connection.execute(sa.select(tables.head.c.size)).scalar_one()
    store.close()
    with (store := open_home(settings)).engine.connect() as connection:
        assert connection.execute(sa.select(tables.head.c.size)).scalar_one() == size
    store.close()


@pytest.mark.parametrize("name", ["log", "label-1", "session"])
def test_a_missing_key_is_named(settings: Settings, name: str) -> None:
    (settings.home / "keys" / f"{name}.key").unlink()
    with pytest.raises(BadKeys, match=name):
        open_home(settings)


@pytest.mark.parametrize("name", ["log", "label-1"])
def test_another_key_is_refused(settings: Settings, name: str) -> None:
    (settings.home / "keys" / f"{name}.key").write_text("11" * 32)
    with pytest.raises(BadKeys, match="not the"):
        open_home(settings)


def test_a_key_readable_by_others_is_refused(settings: Settings) -> None:
    (settings.home / "keys" / "log.key").chmod(0o644)
    with pytest.raises(BadKeys, match="chmod 600"):
        open_home(settings)


def test_a_short_key_is_refused(settings: Settings) -> None:
    (settings.home / "keys" / "label-1.key").write_text("00ff")
    with pytest.raises(BadKeys, match="damaged"):
        open_home(settings)


def test_a_ledger_whose_keys_are_gone_gets_no_new_ones(settings: Settings) -> None:
    for path in (settings.home / "keys").iterdir():
        path.unlink()
    (settings.home / "keys").rmdir()
    with pytest.raises(BadKeys):
        open_home(settings)
    assert not (settings.home / "keys").exists()


def test_no_migration_writes_to_a_log_that_is_older_than_it_was(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "checkpoint").write_text("gitrace.local/log\n900\nAAAA\n\n")
    older = settings.model_copy(update={"checkpoint_dir": tmp_path})
    with (store := open_home(older)).engine.connect() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
        connection.commit()
    store.close()
    with pytest.raises(Stopped, match="and 900 by the newest checkpoint"):
        open_home(older)
