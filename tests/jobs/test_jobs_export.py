"""The newest checkpoint is published after each recorded write, whole, and never replaced by an older one."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import select

from gitrace import clock
from gitrace.jobs import Outbox
from gitrace.jobs.export import export_missed
from gitrace.jobs.outbox import pay_due
from gitrace.ledger import tables
from gitrace.ledger.checkpoints import VerifierKey, open_checkpoint
from gitrace.ledger.events import LedgerReshaped
from gitrace.ledger.exported import size_of
from gitrace.settings import Settings
from gitrace.storage import Store, open_store, reading
from gitrace.work import SYSTEM, writing


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "other-disk"
    made.mkdir()
    return made


@pytest.fixture
def exporting(settings: Settings, folder: Path) -> Iterator[Store]:
    opened = open_store(settings.model_copy(update={"checkpoint_dir": folder}))
    yield opened
    opened.close()


def write_entries(store: Store, count: int) -> None:
    for number in range(count):
        with writing(store, SYSTEM) as work:
            reshaped = LedgerReshaped(table="none", old_shape=1, new_shape=2, rows=number, revision="0000")
            work.record(reshaped, subject="ledger")


def log_size(store: Store) -> int:
    with reading(store) as session:
        size = session.connection().execute(sa.select(tables.head.c.size)).scalar_one()
    assert isinstance(size, int)
    return size


def log_key(store: Store) -> VerifierKey:
    with reading(store) as session:
        leaf = session.connection().execute(sa.select(tables.entry.c.leaf).limit(1)).scalar_one()
    return VerifierKey.parse(json.loads(leaf)["fields"]["log_key"])


def test_a_burst_of_writes_owes_one_export_of_the_newest(exporting: Store, folder: Path) -> None:
    write_entries(exporting, 3)
    assert list(folder.iterdir()) == []
    assert pay_due(exporting, clock.now()) == 1
    checkpoint = open_checkpoint((folder / "checkpoint").read_text(), log_key(exporting))
    assert checkpoint.size == log_size(exporting)


def test_the_last_of_each_day_is_kept(exporting: Store, folder: Path) -> None:
    write_entries(exporting, 1)
    now = clock.now()
    pay_due(exporting, now)
    first_size = log_size(exporting)
    write_entries(exporting, 1)
    pay_due(exporting, now + timedelta(days=1))
    today, tomorrow = clock.shanghai_day(now), clock.shanghai_day(now) + timedelta(days=1)
    assert sorted(path.name for path in folder.iterdir()) == [
        "checkpoint",
        f"checkpoint-{today}",
        f"checkpoint-{tomorrow}",
    ]
    assert size_of(folder / f"checkpoint-{today}") == first_size
    assert size_of(folder / f"checkpoint-{tomorrow}") == first_size + 1


def test_a_missing_folder_is_tried_again_and_not_made(exporting: Store, folder: Path) -> None:
    folder.rmdir()
    write_entries(exporting, 1)
    assert pay_due(exporting, clock.now()) == 0
    assert not folder.exists()
    folder.mkdir()
    assert pay_due(exporting, clock.now() + timedelta(minutes=1)) == 1
    assert size_of(folder / "checkpoint") == log_size(exporting)


def test_a_longer_log_s_checkpoint_is_left_alone(exporting: Store, folder: Path) -> None:
    write_entries(exporting, 1)
    kept = "gitrace.local/log\n900\nAAAA\n\n"
    (folder / "checkpoint").write_text(kept)
    assert pay_due(exporting, clock.now()) == 0
    export_missed(exporting, clock.now())
    assert (folder / "checkpoint").read_text() == kept
    with reading(exporting) as session:
        assert "longer log" in str(session.exec(select(Outbox.last_error)).one())


def test_the_safety_net_publishes_what_nobody_owed(exporting: Store, folder: Path) -> None:
    export_missed(exporting, clock.now())
    assert size_of(folder / "checkpoint") == log_size(exporting)


def test_without_a_folder_nothing_is_owed(store: Store) -> None:
    write_entries(store, 1)
    export_missed(store, clock.now())
    with reading(store) as session:
        assert session.exec(select(Outbox)).all() == []
