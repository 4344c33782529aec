"""The first look at a block of entries, which several processes take at once: which of them want a second one?

Nearly none do. An entry that does not is in its one form, at its number, not before the one before it, with all that is
kept beside it; so of the rest of the block nobody need know more than the hashes of its leaves.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from typing import NamedTuple

from gitrace.ledger.export.file import Block, Export, ExportedEntry, Scope, read_entry
from gitrace.ledger.log_keys import KINDS
from gitrace.ledger.tree import Hash, leaf_hash
from gitrace.ledger.verify import Unreadable
from gitrace.ledger.verify.annexes import are_as_written
from gitrace.ledger.verify.entries import Leaf, parse_leaf

_AHEAD = 2  # blocks that wait for each process


class Examined(NamedTuple):
    """`again`: the entries that want a second look, each with the time of the one before it in the block."""

    hashes: Sequence[Hash]
    again: Mapping[int, str]
    last_time: str


def examine(block: Block, scope: Scope) -> Examined:
    """Check what can be checked of each entry by itself.

    Does not verify anything of the entries in `again`, nor what takes others: time from block to block, the tree,
    erasures, signatures. The first of a block is always looked at again, and each by which a key is learnt.
    """
    hashes, again, time = [], {}, ""
    for index, line in enumerate(block.lines, block.start):
        entry = read_entry(index, line, scope)
        leaf = None if entry is None else parse_leaf(entry.leaf)
        if entry is None or leaf is None or not time or not _is_plain(index, entry, leaf, time, scope):
            again[index] = time
        if leaf is not None:
            time = str(leaf["time"])
        hashes.append(b"" if entry is None else leaf_hash(entry.leaf.encode(errors="surrogatepass")))
    return Examined(hashes, again, time)


def _is_plain(index: int, entry: ExportedEntry, leaf: Leaf, after: str, scope: Scope) -> bool:
    if leaf["index"] != index or str(leaf["time"]) < after or leaf["tag"] in KINDS:
        return False
    return scope is Scope.PUBLIC or are_as_written(leaf["annex"], entry.parts)


def examined(export: Export, processes: int) -> Iterator[tuple[Block, Examined]]:
    """Every block in order, examined in so many processes, or in this one for 0. Raises Unreadable."""
    scope = export.header.scope
    if not processes:
        yield from ((block, examine(block, scope)) for block in export.blocks())
        return
    ahead: deque[tuple[Block, Future[Examined]]] = deque()
    unreadable = None
    with ProcessPoolExecutor(processes) as pool:
        try:
            for block in export.blocks():
                ahead.append((block, pool.submit(examine, block, scope)))
                if len(ahead) > _AHEAD * processes:
                    yield _first(ahead)
        except Unreadable as fault:
            unreadable = fault  # once what could be read was told of
        while ahead:
            yield _first(ahead)
    if unreadable is not None:
        raise unreadable


def _first(ahead: deque[tuple[Block, Future[Examined]]]) -> tuple[Block, Examined]:
    block, looked_at = ahead.popleft()
    return block, looked_at.result()
