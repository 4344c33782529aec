"""After an erasure nothing of the erased text is left in any file of ours, nor in PostgreSQL's."""

from pathlib import Path

import psycopg
import pytest
from cast import REGULATOR
from cluster import Cluster
from erasure.test_erasing import LATER, NAME, PARCEL, PHONE, erase, grower, make_grower
from standing_clock import Clock

from gitrace import clock
from gitrace.erasure import jobs as _effects  # noqa: F401 - the keeper knows them
from gitrace.erasure.clearing import StillWorking, clear
from gitrace.erasure.queries import erasure_line
from gitrace.growers.register import HouseholdFilter, find_households
from gitrace.jobs.outbox import pay_due
from gitrace.jobs.running import run_next
from gitrace.ledger.export import Scope, write_export
from gitrace.ledger.readers import evidence
from gitrace.storage import Store, keeping, reading
from gitrace.supervision.catalogue import LISTS
from gitrace.supervision.exports import Wish, export_folder, order_export
from gitrace.supervision.jobs import export_list as _export  # noqa: F401 - the keeper knows it
from gitrace.supervision.registers import AskHouseholds
from gitrace.supervision.spreadsheets import Format

SECRETS = [text.encode() for text in (NAME, PHONE, PARCEL)]


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def telling(files: list[Path], *secrets: bytes) -> set[str]:
    """Names of the files in which one of these texts stands."""
    return {path.name for path in files if any(secret in path.read_bytes() for secret in secrets)}


def order_households(store: Store) -> None:
    wish = Wish(LISTS["households"], AskHouseholds(text=NAME), Format.CSV)
    with keeping(store) as session:
        order_export(session, wish, made_by=REGULATOR.name, now=clock.now())


def test_nothing_is_left_in_the_home_and_in_a_fresh_export(store: Store, the_clock: Clock, tmp_path: Path) -> None:
    household, home = make_grower(store), store.settings.home
    order_households(store)
    while run_next(store, clock.now()):
        pass
    photos = files_below(home / "files")
    assert len(photos) == 1
    assert files_below(export_folder(store.settings))
    the_clock.set(LATER)
    done = erase(store, grower(household))
    assert pay_due(store, clock.now()) == 1
    assert telling(files_below(home), *SECRETS, photos[0].stem.encode()) == set()
    assert not photos[0].exists()
    with evidence(store.engine) as reader:
        list(write_export(reader, tmp_path / "log.jsonl", Scope.FULL))
    assert telling([tmp_path / "log.jsonl"], *SECRETS) == set()
    with reading(store) as session:
        line = erasure_line(session, done.id)
        assert line is not None
        assert line.cleared_at == LATER
        assert find_households(session, HouseholdFilter(NAME))[1] == 0


@pytest.mark.postgresql
@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_nothing_is_left_in_the_files_of_postgresql(store: Store, the_clock: Clock, cluster: Cluster) -> None:
    household = make_grower(store)
    with psycopg.connect(store.settings.database_url, autocommit=True) as connection:
        connection.execute("ANALYZE")
        connection.execute("CHECKPOINT")
        (place,) = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone() or ()
        folder = cluster.folder / "data" / "base" / str(place)
        assert telling(files_below(folder), *SECRETS)
        the_clock.set(LATER)
        erase(store, grower(household))
        pay_due(store, clock.now())
        connection.execute("CHECKPOINT")
        assert telling(files_below(folder), *SECRETS) == set()


def test_a_job_at_work_is_waited_for(store: Store, the_clock: Clock) -> None:
    household = make_grower(store)
    the_clock.set(LATER)
    done = erase(store, grower(household))
    order_households(store)
    with pytest.raises(StillWorking):
        clear(store, done.id, clock.now())
    assert files_below(store.settings.home / "files")
