"""What the log publishes, read from the stored tree: a request costs a tile or a path, however long the log is."""

from collections.abc import Sequence

import sqlalchemy as sa

from gitrace.ledger import tables
from gitrace.ledger.proof import Proof
from gitrace.ledger.tiles import Tile, bundle
from gitrace.ledger.tree import Hash, inclusion_proof

Place = tuple[int, int]
"""(level, position) of a node."""


def newest_checkpoint(connection: sa.Connection) -> str | None:
    """The signed checkpoint; None before the first entry."""
    return connection.execute(sa.select(tables.head.c.checkpoint)).scalar_one_or_none()


def tile_hashes(connection: sa.Connection, tile: Tile) -> bytes | None:
    """The tile's hashes one after another; None where the log has not come so far."""
    if not tile.is_within(_size(connection)):
        return None
    node, places = tables.node.c, tile.positions
    query = sa.select(node.hash).where(node.level == tile.node_level, *_between(node.position, places))
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
    places: list[Place] = []

    def note(level: int, position: int) -> Hash:
        places.append((level, position))
        return b""

    inclusion_proof(note, index, head.size)
    nodes = _nodes(connection, places)
    path = inclusion_proof(lambda level, position: nodes[level, position], index, head.size)
    leaf = connection.execute(sa.select(tables.entry.c.leaf).where(tables.entry.c.entry_index == index)).scalar_one()
    return Proof(index, leaf.encode(), tuple(path), head.checkpoint)


def _size(connection: sa.Connection) -> int:
    return connection.execute(sa.select(tables.head.c.size)).scalar_one_or_none() or 0


def _between(column: sa.ColumnElement[int], places: range) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return column >= places.start, column < places.stop


def _nodes(connection: sa.Connection, places: Sequence[Place]) -> dict[Place, Hash]:
    # All in one statement: a path takes some forty of them when the log is long. By pairs of conditions, because SQLite
    # looks for pairs of values by going through the whole table.
    node = tables.node.c
    each = (sa.and_(node.level == level, node.position == position) for level, position in places)
    query = sa.select(*node).where(sa.or_(sa.false(), *each))
    return {(row.level, row.position): bytes(row.hash) for row in connection.execute(query)}
