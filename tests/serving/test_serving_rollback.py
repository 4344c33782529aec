"""A log that is older than what was exported of it is shown, and not written to before somebody accepts that."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from anyrow import CLERK, Noted
from service import Service, comes_true, environment

from gitrace.app import create_app
from gitrace.backup.events import RolledBack
from gitrace.backup.rollback import NotRolledBack, accept_rollback
from gitrace.clock import now
from gitrace.errors import Stopped
from gitrace.jobs.outbox import pay_due
from gitrace.ledger import tables
from gitrace.ledger.exported import size_of
from gitrace.settings import Settings
from gitrace.storage import Store, open_store, reading
from gitrace.web.doors import EVERYONE, may_enter
from gitrace.work import writing


@pytest.fixture
def rolled_back(home: Settings, tmp_path: Path) -> Settings:
    """A home put back to 2 entries after 5 were exported."""
    folder = tmp_path / "other-disk"
    folder.mkdir()
    settings = home.model_copy(update={"checkpoint_dir": folder})
    older = shutil.copytree(home.home, tmp_path / "older")
    store = open_store(settings)
    for _ in range(3):
        note(store)
    pay_due(store, now())
    store.close()
    return settings.model_copy(update={"home": older})


def note(store: Store) -> None:
    with writing(store, CLERK) as work:
        work.record(Noted(text="记"), subject="lot:CY260312A001")


def newest_entry(store: Store) -> tuple[int, str]:
    entry = tables.entry.c
    with reading(store) as session:
        query = sa.select(entry.entry_index, entry.tag).order_by(entry.entry_index.desc()).limit(1)
        return tuple(session.connection().execute(query).one())


def test_nothing_is_written_and_pages_are_shown(rolled_back: Settings) -> None:
    store = open_store(rolled_back)
    with pytest.raises(Stopped, match="has 2 entries, and 5 by the newest checkpoint"):
        note(store)
    assert newest_entry(store)[0] == 1
    app = create_app(store)
    app.add_url_rule("/note", "note", may_enter(EVERYONE)(lambda: note(store)))
    assert app.test_client().get("/").status_code == 200
    no = app.test_client().get("/note")
    assert no.status_code == 503
    assert "暂停办理" in no.text
    store.close()


def test_what_is_not_older_goes_on(rolled_back: Settings) -> None:
    assert rolled_back.checkpoint_dir is not None
    shutil.rmtree(rolled_back.checkpoint_dir)
    store = open_store(rolled_back)
    note(store)
    with pytest.raises(NotRolledBack):
        accept_rollback(store, rolled_back.checkpoint_dir)
    store.close()


def test_a_service_waits_for_the_rollback_to_be_accepted_and_puts_it_on_the_record(rolled_back: Settings) -> None:
    with Service(rolled_back) as service:
        assert comes_true(lambda: any("--accept-rollback" in line for line in service.lines))
        assert service.get("/log/checkpoint")[1].split("\n")[1] == "2"
        assert service.get("/")[0] == 200
    folder = rolled_back.checkpoint_dir
    assert folder is not None
    assert size_of(folder / "checkpoint") == 5
    with Service(rolled_back, "--accept-rollback"):
        pass
    store = open_store(rolled_back)
    with reading(store) as session:
        [leaf] = (
            session.connection()
            .execute(sa.select(tables.entry.c.leaf).where(tables.entry.c.entry_index == 2))
            .scalars()
        )
    assert RolledBack(found=2, known=5).kind in leaf
    assert '"found":2,"known":5' in leaf
    assert size_of(folder / "set-aside-checkpoint-of-5") == 5
    note(store)
    store.close()


def test_without_a_rollback_there_is_nothing_to_accept(home: Settings) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gitrace", "serve", "--port", "0", "--accept-rollback"],
        env=environment(home),
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("gitrace: there is no rollback to accept")
