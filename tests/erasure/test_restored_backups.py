"""An older backup that was put back brings nobody back: the erasures that it does not know are done again."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cast import make_household
from erasure.test_erasing import LATER, NAME, erase, grower, make_grower, verified
from service import environment
from standing_clock import Clock

from gitrace import clock
from gitrace.backup.rollback import accept_rollback
from gitrace.erasure import jobs as _effects  # noqa: F401 - the keeper knows them
from gitrace.erasure.listing import NAME as LIST
from gitrace.erasure.listing import read_list, redo_lost
from gitrace.errors import Stopped
from gitrace.growers.queries import person_of
from gitrace.jobs.outbox import pay_due
from gitrace.ledger.timeline import timeline
from gitrace.storage import Store, open_store, reading


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_an_erasure_that_was_lost_is_done_again(store: Store, the_clock: Clock, tmp_path: Path) -> None:
    household, folder = make_grower(store), tmp_path / "other-disk"
    older = shutil.copytree(store.settings.home, tmp_path / "older")
    folder.mkdir()
    open_with = store.settings.model_copy(update={"checkpoint_dir": folder})
    the_clock.set(LATER)
    kept = open_store(open_with)
    erase(kept, grower(household))
    pay_due(kept, clock.now())
    assert (folder / LIST).stat().st_mode & 0o077 == 0
    assert NAME not in (folder / LIST).read_text()
    kept.close()

    put_back = open_store(open_with.model_copy(update={"home": older}))
    with pytest.raises(Stopped):
        redo_lost(put_back, folder)
    put_back.close()
    put_back = open_store(open_with.model_copy(update={"home": older, "checkpoint_dir": None}))
    accept_rollback(put_back, folder)
    assert redo_lost(put_back, folder) == read_list(folder)
    assert redo_lost(put_back, folder) == []
    with reading(put_back) as session:
        person = person_of(session, household.id)
        assert person is not None
        assert person.name is None
        assert timeline(session.connection(), f"household:{household.id}")[-1].actor == "system"
    assert verified(put_back).sound
    put_back.close()


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_whoever_came_later_under_the_same_key_is_somebody_else(store: Store, tmp_path: Path) -> None:
    household = make_household(store)
    line = f'{{"erased_at":"2020-01-01T00:00:00+00:00","person":"household:{household.id}","ground":"ended","entry":9}}'
    (tmp_path / LIST).write_text(line + "\n")
    assert redo_lost(store, tmp_path) == []


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_start_does_it_before_anything_is_served(store: Store, tmp_path: Path) -> None:
    household = make_household(store, name=NAME)
    line = {
        "erased_at": "2100-01-01T00:00:00+00:00",
        "person": f"household:{household.id}",
        "ground": "ended",
        "entry": 9,
    }
    (tmp_path / LIST).write_text(json.dumps(line) + "\n")
    settings = store.settings.model_copy(update={"checkpoint_dir": tmp_path})
    preparing = [sys.executable, "-m", "gitrace.serving.prepare"]
    told = subprocess.run(preparing, env=environment(settings), capture_output=True, text=True, check=True, timeout=60)
    assert f"household:{household.id} was erased by law" in told.stderr
    with reading(store) as session:
        person = person_of(session, household.id)
        assert person is not None
        assert person.name is None
