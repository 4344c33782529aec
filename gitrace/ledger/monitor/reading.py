"""Pieces of a log of which one checkpoint is known, by their C2SP tlog-tiles addresses."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from gitrace.ledger.monitor.alarm import withheld
from gitrace.ledger.tiles import FULL, HEIGHT, LONGEST_ENTRY, Tile, unbundle
from gitrace.ledger.tree import Hash, append_leaf, peak_places, root_of

Ask = Callable[[str, int], bytes]
"""The body at an address below the log's own, at most so many bytes. Raises LookupError where there is none, and
Unanswered.
"""

_HASH = 32
_LONGEST_BUNDLE = FULL * (LONGEST_ENTRY + 2)


@dataclass(frozen=True)
class PublishedLog:
    """A log of `size` entries. Nothing that comes from here is believed before it led to a signed root."""

    ask: Ask
    size: int

    def peaks(self, end: int) -> list[Hash]:
        """Of the tree of the first `end` entries, a number of whole bundles. Raises Alarm."""
        return [self._node(level, position) for level, position in peak_places(0, end)]

    def entries(self, start: int) -> Iterator[tuple[int, bytes]]:
        """From `start` on, where a bundle begins, to the last. Raises Alarm."""
        for first in range(start, self.size, FULL):
            tile = Tile(0, first // FULL, min(FULL, self.size - first))
            content = self._piece("entries", tile, _LONGEST_BUNDLE)
            try:
                leaves = unbundle(content)[: tile.width]
            except ValueError:
                leaves = []
            if len(leaves) < tile.width:
                raise withheld(f"tile/entries/{tile.place}")
            yield from enumerate(leaves, start=first)

    def _node(self, level: int, position: int) -> Hash:
        # A tile has the nodes of every eighth level; one in between is the hash of those below it, all in one tile.
        height, above = divmod(level, HEIGHT)
        first = position << above
        index = first // FULL
        tile = Tile(height, index, min(FULL, (self.size >> height * HEIGHT) - index * FULL))
        content = self._piece(str(height), tile, FULL * _HASH)
        start = first % FULL * _HASH
        hashes = [content[at : at + _HASH] for at in range(start, start + (_HASH << above), _HASH)]
        if len(hashes[-1]) != _HASH:
            raise withheld(f"tile/{height}/{tile.place}")
        peaks: list[Hash] = []
        for number, one in enumerate(hashes):
            append_leaf(number, peaks, one)
        return root_of(peaks)

    def _piece(self, level: str, tile: Tile, longest: int) -> bytes:
        # A log may let go of a partial piece once it has the full one.
        for piece in (tile, replace(tile, width=FULL)):
            try:
                return self.ask(f"tile/{level}/{piece.place}", longest)
            except LookupError:
                continue
        raise withheld(f"tile/{level}/{tile.place}")
