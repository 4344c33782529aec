"""For migrations that rename, drop or fill columns of an audited table: record every row anew under its new shape.

    with reshaping("plot", to=2, revision=revision):
        op.execute('ALTER TABLE plot RENAME COLUMN area_mu TO area')

A migration that only adds a column with a default needs none of this: it declares the default in shapes.json.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import op
from alembic.config import Config

from gitrace import clock
from gitrace.ledger.append import Draft, append, take_head
from gitrace.ledger.events import LedgerReshaped
from gitrace.ledger.readers import DatabaseReader
from gitrace.ledger.shapes import Shapes, read_shapes
from gitrace.ledger.signing import log_signer
from gitrace.ledger.verify.checkpoint import SignatureWalk
from gitrace.ledger.verify.evidence import StoredHead
from gitrace.ledger.verify.log import LogWalk
from gitrace.ledger.verify.rows import row_finding
from gitrace.storage.migrate import HOME_KEYS

ROWS_AN_ENTRY = 50_000
"""A larger table takes several entries, so that none is too large to read."""


@contextmanager
def reshaping(table: str, *, to: int, revision: str) -> Iterator[None]:
    """Change the audited `table` inside the block, from shape `to - 1` to shape `to`.

    Before the block every row is compared with its newest recorded digest. Afterwards those that agreed are recorded
    under the new shape. One that did not, because somebody changed it behind the service's back, is left out: the
    record stays at odds with it, and a verification goes on naming it. Raises BadKeys.
    """
    connection = op.get_bind()
    shapes = _shapes_of_migrations()
    head = take_head(connection)
    if head.size == 0:  # a new home: no row to record, no log to record it in
        yield
        return
    signer = log_signer(connection, _config().attributes[HOME_KEYS], head.origin, head.checkpoint)
    signer.signers(head.size + 1)  # sooner than after an hour's work
    keys = sound_rows(connection, table, {table: shapes[table][: to - 1]})
    with _under_open_notes(connection):
        yield
    drafts = [
        Draft(
            LedgerReshaped(table=table, old_shape=to - 1, new_shape=to, rows=len(some), revision=revision),
            "ledger",
            "system",
            rows=[(table, key) for key in some],
            keeps_values=False,
        )
        for some in _slices(keys)
    ]
    append(connection, head, drafts, signer, max(clock.now(), head.time), shapes={table: shapes[table][:to]})


def sound_rows(connection: sa.Connection, table: str, shapes: Shapes) -> list[int]:
    """Keys of the table's rows that are as the log last recorded them. Goes through the whole log.

    Does not verify the log's signature: a log that was tampered with says so, before and after, when it is verified.
    """
    with closing(DatabaseReader(connection, shapes)) as reader:
        walk = LogWalk(reader, SignatureWalk(None, None))
        for _ in walk.run(StoredHead(0, "")):
            pass
        recorded = walk.latest.take(table)
        told = ((key, row_finding(shapes, table, key, values, recorded.get(key))) for key, values in reader.rows(table))
        return [key for key, finding in told if finding is None]


def _slices(keys: list[int]) -> list[list[int]]:
    return [keys[start : start + ROWS_AN_ENTRY] for start in range(0, max(len(keys), 1), ROWS_AN_ENTRY)]


def _shapes_of_migrations() -> Shapes:
    return read_shapes(Path(str(_config().get_main_option("script_location"))) / "shapes.json")


def _config() -> Config:
    config = op.get_context().config
    assert config is not None
    return config


@contextmanager
def _under_open_notes(connection: sa.Connection) -> Iterator[None]:
    # On SQLite the migration's connection has no notes; on PostgreSQL the triggers are there for everybody.
    if connection.dialect.name == "sqlite":
        yield
        return
    connection.exec_driver_sql("SELECT set_config('gitrace.writing', 'on', true)")
    yield
    connection.exec_driver_sql("SELECT set_config('gitrace.writing', '', true)")
    connection.exec_driver_sql("TRUNCATE pg_temp.gitrace_change_note")
