"""Addresses and bytes of C2SP tlog-tiles: the tree in pieces of height 8, its entries in bundles of 256.

The tile (level, index) holds the hashes of the nodes at level 8·`level` from position 256·`index` on. What is full
never changes again; the last tile of a level is partial, and its address says how wide it is.
"""

import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass

HEIGHT = 8
FULL = 1 << HEIGHT
LONGEST_ENTRY = 2**16 - 1
"""Bytes of a leaf: a bundle writes each one's length in two."""

_LEVEL = re.compile(r"[0-9]|[1-5][0-9]|6[0-3]")
_PLACE = re.compile(r"((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


@dataclass(frozen=True)
class Tile:
    """One piece of the tree; of level 0, also the bundle of the same entries."""

    level: int
    index: int
    width: int = FULL

    @property
    def is_full(self) -> bool:
        """Whether it will never change again."""
        return self.width == FULL

    @property
    def node_level(self) -> int:
        """At which level of the tree its hashes stand."""
        return self.level * HEIGHT

    @property
    def positions(self) -> range:
        """Of its hashes at that level; of level 0, the indices of its entries."""
        return range(self.index * FULL, self.index * FULL + self.width)

    def is_within(self, size: int) -> bool:
        """Whether a tree of `size` entries has every hash of it."""
        return self.positions.stop << self.node_level <= size

    @property
    def place(self) -> str:
        """The part of its address after the level: `x001/x234/067.p/12`."""
        digits = str(self.index)
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[start : start + 3] for start in range(0, len(digits), 3)]
        path = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        return path if self.is_full else f"{path}.p/{self.width}"


def parse_tile(level: str, place: str) -> Tile | None:
    """The tile of an address, None where the address is not the one way of writing it."""
    found = _PLACE.fullmatch(place)
    if found is None or _LEVEL.fullmatch(level) is None:
        return None
    index, width = re.sub(r"[x/]", "", found[1]), found[2]
    tile = Tile(int(level), int(index), int(width) if width else FULL)
    is_named_once = tile.place == place and not (width and tile.width >= FULL)
    return tile if is_named_once else None


def bundle(leaves: Iterable[bytes]) -> bytes:
    """The leaves one after another, each after its length; what is hashed, so that anybody can hash it."""
    return b"".join(struct.pack(">H", len(leaf)) + leaf for leaf in leaves)


def unbundle(content: bytes) -> list[bytes]:
    """The leaves of a bundle. Raises ValueError for one that ends inside a leaf."""
    leaves, at = [], 0
    while at < len(content):
        start = at + 2
        at = start + int.from_bytes(content[at:start], "big")
        if at > len(content) or start > len(content):
            raise ValueError("the bundle ends inside an entry")
        leaves.append(content[start:at])
    return leaves
