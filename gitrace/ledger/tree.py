"""The Merkle tree of RFC 6962, section 2.1, over leaves in the order of the log.

A node (level, position) covers the leaves position·2^level up to (position+1)·2^level; only full subtrees are nodes.
The *peaks* of a tree are its largest full subtrees from left to right: all that an append needs to know.
"""

import hashlib
from collections.abc import Callable, Sequence

Hash = bytes
"""32 bytes, SHA-256."""

EMPTY_ROOT: Hash = hashlib.sha256(b"").digest()


def leaf_hash(leaf: bytes) -> Hash:
    """RFC 6962: SHA-256(0x00 || leaf)."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: Hash, right: Hash) -> Hash:
    """RFC 6962: SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def append_leaf(size: int, peaks: list[Hash], leaf: Hash) -> list[tuple[int, int, Hash]]:
    """Add the leaf hash of entry `size` to a tree whose `peaks` are given; changes `peaks` in place.

    Returns the nodes completed by it as (level, position, hash), the leaf itself first.
    """
    nodes = [(0, size, leaf)]
    level, position, present = 0, size, leaf
    while position & 1:
        present = node_hash(peaks.pop(), present)
        level, position = level + 1, position >> 1
        nodes.append((level, position, present))
    peaks.append(present)
    return nodes


def root_of(peaks: Sequence[Hash]) -> Hash:
    """The root over the peaks, folded from the right."""
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def peak_places(start: int, end: int) -> list[tuple[int, int]]:
    """The (level, position) of the full subtrees that cover the leaves from `start` up to `end`, left to right.

    `start` is where a subtree of the tree begins, so that each piece is aligned.
    """
    places = []
    while start < end:
        level = (end - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        places.append((level, start >> level))
        start += 1 << level
    return places


NodeReader = Callable[[int, int], Hash]
"""Gives the stored hash of (level, position)."""


def subtree_root(read: NodeReader, start: int, end: int) -> Hash:
    """The hash of the leaves from `start` up to `end`, an aligned range of the tree, in O(log n) reads."""
    return root_of([read(level, position) for level, position in peak_places(start, end)])


def inclusion_proof(read: NodeReader, index: int, size: int) -> list[Hash]:
    """RFC 6962, section 2.1.1: the audit path of leaf `index` in the tree of `size` leaves, from the bottom up."""
    path: list[Hash] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _largest_power_below(end - start)
        if index < middle:
            path.append(subtree_root(read, middle, end))
            end = middle
        else:
            path.append(subtree_root(read, start, middle))
            start = middle
    return path[::-1]


def consistency_proof(read: NodeReader, old: int, size: int) -> list[Hash]:
    """RFC 6962, section 2.1.2: that the tree of `old` leaves is a prefix of the tree of `size`; 0 < old <= size."""
    path: list[Hash] = []
    start, end, whole = 0, size, True
    while old != end:
        middle = start + _largest_power_below(end - start)
        if old <= middle:
            path.append(subtree_root(read, middle, end))
            end = middle
        else:
            path.append(subtree_root(read, start, middle))
            start, whole = middle, False
    if not whole:
        path.append(subtree_root(read, start, end))
    return path[::-1]


def root_from_inclusion(leaf: Hash, index: int, size: int, path: Sequence[Hash]) -> Hash | None:
    """RFC 9162, section 2.1.3.2: the root that an audit path leads to, or None when the path does not fit."""
    if not 0 <= index < size:
        return None
    position, last, present = index, size - 1, leaf
    for step in path:
        if last == 0:
            return None
        if position & 1 or position == last:
            present = node_hash(step, present)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            present = node_hash(present, step)
        position, last = position >> 1, last >> 1
    return present if last == 0 else None


def is_consistent(old: int, old_root: Hash, size: int, root: Hash, path: Sequence[Hash]) -> bool:
    """RFC 9162, section 2.1.4.2: whether the path proves that the old tree is a prefix of the new one."""
    if not 0 < old <= size:
        return False
    if old == size:
        return not path and old_root == root
    steps = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not steps:
        return False
    position, last = old - 1, size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    was = now = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            was, now = node_hash(step, was), node_hash(step, now)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            now = node_hash(now, step)
        position, last = position >> 1, last >> 1
    return last == 0 and was == old_root and now == root


def _largest_power_below(size: int) -> int:
    return 1 << ((size - 1).bit_length() - 1)
