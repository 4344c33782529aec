"""What the keeper sees to by itself."""

import sqlalchemy as sa

from gitrace import clock
from gitrace.jobs.upkeep import study_tables
from gitrace.storage import Store, reading


def test_sqlites_planner_learns_how_the_tables_are_filled(store: Store) -> None:
    study_tables(store, clock.now())
    if not store.is_sqlite:
        return
    with reading(store) as session:
        studied = session.connection().execute(sa.text("SELECT DISTINCT tbl FROM sqlite_stat1")).scalars().all()
    assert "ledger_entry" in studied
