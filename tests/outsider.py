"""Somebody with the database's password and no respect: changes that go round the house's own engine."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from gitrace.settings import Settings
from gitrace.storage import Store
from gitrace.storage.store import database_path

_TRIGGERS = {
    "sqlite": "SELECT 'DROP TRIGGER \"' || name || '\"' FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass) FROM pg_trigger "
    "WHERE NOT tgisinternal",
}


@contextmanager
def attack(home: Store | Settings, *, triggers: bool = False) -> Iterator[sa.Connection]:
    """A plain connection on which every trigger is dropped (or left, with `triggers`) and no foreign key checked;
    committed at the end.
    """
    settings = home.settings if isinstance(home, Store) else home
    address = f"sqlite:///{database_path(settings)}" if settings.is_sqlite else settings.database_url
    engine = sa.create_engine(
        sa.make_url(address).set(drivername="sqlite" if settings.is_sqlite else "postgresql+psycopg")
    )
    with engine.begin() as connection:
        if not triggers:
            for (statement,) in connection.exec_driver_sql(_TRIGGERS[engine.dialect.name].replace("%", "%%")).all():
                connection.exec_driver_sql(statement)
        if not settings.is_sqlite:
            connection.exec_driver_sql("SET session_replication_role = replica")
        yield connection
    engine.dispose()
