"""The verifier's reader over a database connection, on either database."""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from gitrace.errors import Unavailable
from gitrace.ledger import tables
from gitrace.ledger.checkpoints import Signer
from gitrace.ledger.rows import scan_rows
from gitrace.ledger.shapes import Shapes, Values, canonical_value, house_shapes
from gitrace.ledger.verify import (
    Holding,
    Reader,
    StoredEntry,
    StoredFile,
    StoredHead,
    StoredPart,
    StoredSubject,
    Unreadable,
)
from gitrace.settings import Settings
from gitrace.storage import BadKeys
from gitrace.storage.engines import postgresql_engine, sqlite_engine
from gitrace.storage.keys import newest_in_force, read_keys
from gitrace.storage.store import database_path

FILE_COLUMN = "file_sha256"
"""A column of this name names a stored file: `files/ab/cdef…` in the home, after its SHA-256."""

_BATCH = 2000  # rows held at a time
_DIGEST = re.compile(r"[0-9a-f]{64}")


class DatabaseReader:
    """Reads from one transaction, so that everything is of one moment while the service goes on writing.

    The rooms' tables must have been imported: they say which annex part keeps a row's values.
    """

    def __init__(self, connection: sa.Connection, shapes: Shapes | None = None, *, home: Path | None = None) -> None:
        """`connection`: in a transaction that sees one snapshot; `shapes`: of this release unless given; `home`: whose
        stored files are to be read, None for none.
        """
        self.holds = frozenset(Holding) if home else frozenset(Holding) - {Holding.FILES}
        self._files = home / "files" if home else None
        self._connection = connection
        self.shapes = house_shapes() if shapes is None else shapes
        self._open: list[sa.CursorResult[Any]] = []

    def heads(self) -> Sequence[StoredHead]:
        """The head's row."""
        rows = self._stream(sa.select(tables.head))
        return [StoredHead(r.size, r.checkpoint, r.origin, str(canonical_value(r.time)), r.peaks) for r in rows]

    def entries(self) -> Iterator[StoredEntry]:
        """In the order of their index."""
        for index, leaf, tag, subject, actor, time in self._stream(
            sa.select(*tables.entry.c).order_by(tables.entry.c.entry_index)
        ):
            yield StoredEntry(index, leaf, tag, subject, actor, str(canonical_value(time)))

    def parts(self) -> Iterator[StoredPart]:
        """In the order of index and number."""
        key = (tables.annex.c.entry_index, tables.annex.c.part)
        return (StoredPart(*row) for row in self._stream(sa.select(*tables.annex.c).order_by(*key)))

    def subjects(self) -> Iterator[StoredSubject]:
        """In the order of index."""
        listed = tables.subject.c
        query = sa.select(listed.entry_index, listed.subject).order_by(listed.entry_index)
        return (StoredSubject(*row) for row in self._stream(query))

    def levels(self) -> Sequence[int]:
        """The levels of which nodes are stored."""
        level = tables.node.c.level
        return [row[0] for row in self._stream(sa.select(level).distinct().order_by(level))]

    def nodes(self, level: int) -> Iterator[tuple[int, bytes]]:
        """(position, hash) of a level's nodes."""
        node = tables.node.c
        query = sa.select(node.position, node.hash).where(node.level == level).order_by(node.position)
        return ((position, bytes(value)) for position, value in self._stream(query))

    def rows(self, table: str) -> Iterator[tuple[int, Values | None]]:
        """Every row of an audited table under its newest shape."""
        try:
            # In a savepoint: after a failed statement PostgreSQL would refuse to read the other tables as well.
            with self._connection.begin_nested():
                yield from scan_rows(self._connection, self.shapes[table][-1])
        except (sa.exc.SQLAlchemyError, Unavailable, ValueError, TypeError) as fault:
            raise Unreadable(f"table {table}: {_first_line(fault)}") from fault

    def files(self) -> Iterator[StoredFile]:
        """Every file that a row names in a column called `file_sha256`."""
        assert self._files is not None
        for shape in (versions[-1] for versions in self.shapes.values()):
            if FILE_COLUMN in shape.names:
                column: sa.ColumnClause[str] = sa.column(FILE_COLUMN)
                named = sa.select(column).select_from(sa.table(shape.table)).where(column.is_not(None)).distinct()
                for (digest,) in self._stream(named):
                    yield StoredFile(str(digest), str(digest), _digest_of(self._files, str(digest)))

    def close(self) -> None:
        """Close what was not read to its end: PostgreSQL's cursors must be, before their transaction ends."""
        for result in self._open:
            result.close()

    def _stream(self, query: sa.Select[Any]) -> Iterator[Any]:
        try:
            result = self._connection.execute(query, execution_options={"yield_per": _BATCH})
            self._open.append(result)
            yield from result
        except (sa.exc.SQLAlchemyError, Unavailable, ValueError) as fault:
            table = query.get_final_froms()[0]
            raise Unreadable(f"table {getattr(table, 'name', table)}: {_first_line(fault)}") from fault


def key_of_home(reader: Reader, keys: Path) -> str | None:
    """The verifier key that the newest log key in force in the folder `keys` has, under the name that entry 0 gives;
    None without.

    The newest: with a key of which it took leave nobody may write the home's log anew.
    """
    try:
        opened = json.loads(next(iter(reader.entries())).leaf)
        seed = read_keys(keys).logs[newest_in_force(keys, "log")]
        return str(Signer.from_seed(opened["fields"]["origin"], seed).verifier_key)
    except (BadKeys, StopIteration, ValueError, KeyError, TypeError):
        return None


def evidence_engine(settings: Settings) -> sa.Engine:
    """An engine to read with. Under no change notes, which could not be made on tables that somebody took away."""
    if settings.is_sqlite:
        return sqlite_engine(database_path(settings))
    return postgresql_engine(settings.database_url, settings.write_wait_seconds)


@contextmanager
def evidence(engine: sa.Engine, shapes: Shapes | None = None, *, home: Path | None = None) -> Iterator[DatabaseReader]:
    """A reader of one consistent snapshot, and of the home's stored files if it is given; nothing is written."""
    options = {}
    if engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with (
        engine.connect().execution_options(**options) as connection,
        closing(DatabaseReader(connection, shapes, home=home)) as reader,
    ):
        yield reader


def _digest_of(files: Path, digest: str) -> str | None:
    path = files / digest[:2] / digest[2:]
    if not _DIGEST.fullmatch(digest) or not path.is_file():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _first_line(fault: BaseException) -> str:
    return str(fault).partition("\n")[0]
