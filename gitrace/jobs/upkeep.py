"""Clearing away what is over."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col

from gitrace.jobs.registry import timer
from gitrace.jobs.tables import Job, Outbox
from gitrace.storage import Store, keeping

KEEP_EFFECTS = timedelta(days=7)
KEEP_JOBS = timedelta(days=90)


@timer(seconds=86_400)
def study_tables(store: Store, _now: datetime) -> None:
    """Tell SQLite's planner how the tables are filled; PostgreSQL looks by itself.

    A table at a time, so that nobody's write waits long; and whole tables, for of parts (`analysis_limit`) SQLite
    concludes that the indexes of one table are of different lengths, and reads the wrong one.
    """
    if store.is_sqlite:
        for table in sa.inspect(store.engine).get_table_names():
            with keeping(store) as session:
                session.connection().exec_driver_sql(f'ANALYZE "{table}"')


@timer(seconds=3600)
def purge_effects(store: Store, now: datetime) -> None:
    """Forget effects a week after they were done."""
    with keeping(store) as session:
        session.connection().execute(sa.delete(Outbox).where(col(Outbox.done_at) < now - KEEP_EFFECTS))


@timer(seconds=3600)
def purge_jobs(store: Store, now: datetime) -> None:
    """Forget jobs 90 days after their end."""
    with keeping(store) as session:
        session.connection().execute(sa.delete(Job).where(col(Job.ended_at) < now - KEEP_JOBS))
