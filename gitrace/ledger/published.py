"""What the log publishes, read from the stored tree: a request costs a tile or a path, however long the log is."""

from collections.abc import Sequence
from itertools import chain

import sqlalchemy as sa

from gitrace.ledger import tables
from gitrace.ledger.proof import Proof
from gitrace.ledger.tiles import Tile, bundle
from gitrace.ledger.tree import Hash, inclusion_proof
from gitrace.storage.statements import Statement, places, run

Place = tuple[int, int]
"""(level, position) of a node."""


def newest_checkpoint(connection: sa.Connection) -> str | None:
    """The signed checkpoint; None before the first entry."""
    return connection.execute(sa.select(tables.head.c.checkpoint)).scalar_one_or_none()


def tile_hashes(connection: sa.Connection, tile: Tile) -> bytes | None:
    """The tile's hashes one after another; None where the log has not come so far."""
    if not tile.is_within(_size(connection)):
        return None
    node = tables.node.c
    query = sa.select(node.hash).where(node.level == tile.node_level, *_between(node.position, tile.positions))
    return b"".join(map(bytes, connection.execute(query.order_by(node.position)).scalars()))


def entry_bundle(connection: sa.Connection, tile: Tile) -> bytes | None:
    """The bundle of the same entries as the tile of level 0; None where the log has not come so far.

    It holds the leaves as they were hashed. Of a restricted entry the leaf says index, time, `restricted` and the
    salted digests of what is kept beside it; nothing else of it is ever read here.
    """
    if not tile.is_within(_size(connection)):
        return None
    entry = tables.entry.c
    query = sa.select(entry.leaf).where(*_between(entry.entry_index, tile.positions)).order_by(entry.entry_index)
    return bundle(leaf.encode() for leaf in connection.execute(query).scalars())


def proof_of(connection: sa.Connection, index: int) -> Proof | None:
    """That entry `index` stands in the tree of the newest checkpoint; None where the log has not come so far."""
    head = connection.execute(sa.select(tables.head.c.size, tables.head.c.checkpoint)).one_or_none()
    if head is None or not 0 <= index < head.size:
        return None
    wanted: list[Place] = []

    def note(level: int, position: int) -> Hash:
        wanted.append((level, position))
        return b""

    inclusion_proof(note, index, head.size)
    dialect = connection.dialect
    found, [[leaf]] = run(connection, [_reading_nodes(dialect, wanted), _reading_leaf(dialect, index)])
    nodes = {(level, position): bytes(value) for level, position, value in found}
    path = inclusion_proof(lambda level, position: nodes[level, position], index, head.size)
    return Proof(index, leaf.encode(), tuple(path), head.checkpoint)


def _size(connection: sa.Connection) -> int:
    return connection.execute(sa.select(tables.head.c.size)).scalar_one_or_none() or 0


def _between(column: sa.ColumnElement[int], span: range) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return column >= span.start, column < span.stop


def _reading_nodes(dialect: sa.Dialect, wanted: Sequence[Place]) -> Statement:
    # All in one statement, as text: a path takes some forty of them when the log is long, and an expression of as many
    # pairs takes longer to build than to answer. By pairs of conditions, because SQLite looks for pairs of values by
    # going through the whole table.
    one = places(1, dialect)
    either = " OR ".join([f"(level = {one} AND position = {one})"] * len(wanted)) or "1 = 0"
    text = f"SELECT level, position, hash FROM ledger_node WHERE {either}"
    return Statement(text, [tuple(chain.from_iterable(wanted))], (None, None, None))


def _reading_leaf(dialect: sa.Dialect, index: int) -> Statement:
    return Statement(f"SELECT leaf FROM ledger_entry WHERE entry_index = {places(1, dialect)}", [(index,)], (None,))
