"""The claim that the stored tree is the tree of these entries."""

from collections.abc import Iterator

from gitrace.ledger.tree import Hash, append_leaf, leaf_hash, root_of
from gitrace.ledger.verify.evidence import Holding, Reader, StoredHead
from gitrace.ledger.verify.findings import Claim, Finding


class Tree:
    """The tree of the leaves seen so far: its peaks alone."""

    def __init__(self) -> None:
        self.size = 0
        self.peaks: list[Hash] = []

    @property
    def root(self) -> Hash:
        """Of the leaves seen so far."""
        return root_of(self.peaks)

    def grow(self, leaf: Hash) -> list[tuple[int, int, Hash]]:
        """Take the hash of the next leaf; returns the nodes completed by it as (level, position, hash)."""
        self.size += 1
        return append_leaf(self.size - 1, self.peaks, leaf)


class TreeWalk(Tree):
    """Grows the tree anew, leaf by leaf, and compares every node with the stored one.

    Does not verify who wrote the leaves: whoever can write the whole database can store a tree that fits. The signed
    checkpoint, and one kept elsewhere, rule that out.
    """

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self._reader = reader
        self._stored: dict[int, Iterator[tuple[int, Hash]]] | None = {} if Holding.TREE in reader.holds else None
        self._spoilt: set[tuple[int, int]] = set()

    def see(self, leaf: str) -> Iterator[Finding]:
        """Take the next leaf. A wrong node is told once, not again at each node above it."""
        index = self.size
        for level, position, value in self.grow(leaf_hash(leaf.encode())):
            if self._stored is not None and (sentence := self._compare(level, position, value)):
                told_below = {(level - 1, 2 * position), (level - 1, 2 * position + 1)} & self._spoilt
                self._spoilt.add((level, position))
                if not told_below:
                    yield Finding(Claim.TREE, "node-differs", f"Entry {index}: {sentence}")

    def _compare(self, level: int, position: int, value: Hash) -> str | None:
        assert self._stored is not None
        nodes = self._stored.get(level)
        if nodes is None:
            nodes = self._stored[level] = self._nodes(level)
        found = next(nodes, None)
        if found == (position, value):
            return None
        if found is not None and found[0] != position:
            self._stored[level] = _put_back(found, nodes)
            return f"tree node {level}/{position} is missing."
        if found is None:
            return f"tree node {level}/{position} is missing."
        if level == 0:
            return "its leaf or its tree node was changed; the two do not fit."
        return f"tree node {level}/{position} was changed; it does not fit the leaves below it."

    def _nodes(self, level: int) -> Iterator[tuple[int, Hash]]:
        return iter(self._reader.nodes(level))

    def finish(self, head: StoredHead) -> Iterator[Finding]:
        """Once every leaf was seen: look for nodes too many, and compare the head's peaks."""
        if self._stored is None:
            return
        for level in self._reader.levels():
            nodes = self._stored.get(level)
            extra = next(nodes if nodes is not None else self._nodes(level), None)
            if extra is not None:
                yield Finding(
                    Claim.TREE, "node-extra", f"Tree node {level}/{extra[0]} is there, and no entry needs it."
                )
        if head.peaks != b"".join(self.peaks).hex():
            yield Finding(Claim.TREE, "peaks-differ", "The head's peaks are not those of the entries.")


def _put_back(found: tuple[int, Hash], nodes: Iterator[tuple[int, Hash]]) -> Iterator[tuple[int, Hash]]:
    yield found
    yield from nodes
