"""Bring a home's database to the newest revision, all of it in one transaction."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import sqlalchemy as sa
from alembic import command, op
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from gitrace.settings import Settings
from gitrace.storage import notes
from gitrace.storage.engines import postgresql_engine, sqlite_engine
from gitrace.storage.faults import NewerDatabase
from gitrace.storage.keys import Keys
from gitrace.storage.locks import WriteLock
from gitrace.storage.store import database_path

_SCRIPTS = Path(__file__).parent / "migrations"
HOME_KEYS = "home_keys"
"""Under this attribute of Alembic's configuration a migration finds the home's keys, should it have to sign."""
_ADVISORY_LOCK = 0x6769747261636500  # "gitrace" in ASCII


def alembic_config(connection: sa.Connection | None = None, scripts: Path = _SCRIPTS) -> Config:
    """Alembic's configuration, without a file of its own."""
    config = Config()
    config.set_main_option("script_location", str(scripts))
    config.set_main_option("version_locations", str(scripts / "versions"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def newest_revision(scripts: Path = _SCRIPTS) -> str:
    """The revision that this release expects."""
    head = ScriptDirectory.from_config(alembic_config(scripts=scripts)).get_current_head()
    assert head is not None
    return head


def present_revision(connection: sa.Connection) -> str | None:
    """The database's revision; None when it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def migrate(settings: Settings, keys: Keys, scripts: Path = _SCRIPTS) -> None:
    """Upgrade the configured database to the newest revision; does nothing when it is there.

    What a migration does to the rows of audited tables it records itself, as `ledger.reshaped`, signed with the
    log's own key among the home's `keys` (see `gitrace.ledger.reshape`). `scripts`: the folder of migrations. Raises
    NewerDatabase.
    """
    with _alone(settings) as connection:
        _upgrade(connection, keys, scripts)


@contextmanager
def _alone(settings: Settings) -> Iterator[sa.Connection]:
    """A connection in a transaction that no other migration, and on SQLite no other writer, runs beside."""
    if settings.is_sqlite:
        database_path(settings).touch(mode=0o600)
        engine = sqlite_engine(database_path(settings))
        lock: AbstractContextManager[None] = WriteLock(settings.home / "write.lock", settings.write_wait_seconds).held()
    else:
        engine = postgresql_engine(settings.database_url, settings.write_wait_seconds)
        lock = nullcontext()
    try:
        with (
            lock,
            engine.connect().execution_options(gitrace_write=True) as connection,
        ):
            if not settings.is_sqlite:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")
            yield connection
    finally:
        engine.dispose()


def _upgrade(connection: sa.Connection, keys: Keys, scripts: Path) -> None:
    config = alembic_config(connection, scripts)
    config.attributes[HOME_KEYS] = keys
    present = present_revision(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if present is not None and present not in known:
        raise NewerDatabase(f"the database is at revision {present}, which this release does not know")
    if present != newest_revision(scripts):
        command.upgrade(config, "head")
    connection.commit()


def prepare_notes() -> None:
    """For the first migration: PostgreSQL's note function."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(notes.POSTGRESQL_FUNCTION)


def put_under_notes(*tables: str) -> None:
    """For migrations: put new audited tables under change notes (PostgreSQL; SQLite does so with each connection)."""
    if op.get_bind().dialect.name == "postgresql":
        for table in tables:
            for statement in notes.postgresql_triggers(table):
                op.execute(statement)


def make_append_only(table: str, *, but: Sequence[str] = ()) -> None:
    """For migrations: refuse UPDATE and DELETE on an evidence table, save updates of the columns in `but`."""
    columns = [c["name"] for c in sa.inspect(op.get_bind()).get_columns(table) if c["name"] not in but]
    sentence = f"gitrace: {table} is append-only"
    if op.get_bind().dialect.name == "sqlite":
        of = ", ".join(f'"{name}"' for name in columns)
        for name, when in (("update", f"UPDATE OF {of}"), ("delete", "DELETE")):
            op.execute(
                f'CREATE TRIGGER "append_only_{table}_{name}" BEFORE {when} ON "{table}" '
                f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION gitrace_append_only_{table}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{sentence}'; END $$"
    )
    of = ", ".join(f'"{name}"' for name in columns)
    op.execute(
        f'CREATE TRIGGER append_only_row BEFORE DELETE OR UPDATE OF {of} ON "{table}" '
        f"FOR EACH ROW EXECUTE FUNCTION gitrace_append_only_{table}()"
    )
    op.execute(
        f'CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "{table}" '
        f"FOR EACH STATEMENT EXECUTE FUNCTION gitrace_append_only_{table}()"
    )
