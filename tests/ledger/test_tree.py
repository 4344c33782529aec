"""The tree against RFC 6962: the answers of the Certificate Transparency project, and a naive reading of the RFC."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitrace.ledger.tree import (
    EMPTY_ROOT,
    append_leaf,
    consistency_proof,
    inclusion_proof,
    is_consistent,
    leaf_hash,
    peak_places,
    root_from_inclusion,
    root_of,
)

LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): INCLUSION[0, 8],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}

leaves = st.lists(st.binary(max_size=8), min_size=1, max_size=70)


class Grown:
    """A tree grown leaf by leaf, with its nodes stored."""

    def __init__(self, content: list[bytes]) -> None:
        self.peaks: list[bytes] = []
        self.nodes: dict[tuple[int, int], bytes] = {}
        for index, leaf in enumerate(content):
            for level, position, value in append_leaf(index, self.peaks, leaf_hash(leaf)):
                assert (level, position) not in self.nodes
                self.nodes[level, position] = value

    def read(self, level: int, position: int) -> bytes:
        return self.nodes[level, position]


def known(size: int) -> Grown:
    return Grown([bytes.fromhex(leaf) for leaf in LEAVES[:size]])


def naive_root(content: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, word for word."""
    if not content:
        return hashlib.sha256().digest()
    if len(content) == 1:
        return hashlib.sha256(b"\x00" + content[0]).digest()
    k = naive_split(len(content))
    return hashlib.sha256(b"\x01" + naive_root(content[:k]) + naive_root(content[k:])).digest()


def naive_split(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def naive_path(m: int, content: list[bytes]) -> list[bytes]:
    """RFC 6962, section 2.1.1."""
    if len(content) == 1:
        return []
    k = naive_split(len(content))
    if m < k:
        return [*naive_path(m, content[:k]), naive_root(content[k:])]
    return [*naive_path(m - k, content[k:]), naive_root(content[:k])]


def naive_subproof(m: int, content: list[bytes], *, whole: bool) -> list[bytes]:
    """RFC 6962, section 2.1.2."""
    n = len(content)
    if m == n:
        return [] if whole else [naive_root(content)]
    k = naive_split(n)
    if m <= k:
        return [*naive_subproof(m, content[:k], whole=whole), naive_root(content[k:])]
    return [*naive_subproof(m - k, content[k:], whole=False), naive_root(content[:k])]


@pytest.mark.parametrize("size", range(9))
def test_the_known_roots(size: int) -> None:
    assert root_of(known(size).peaks).hex() == ROOTS[size]


def test_the_empty_root_is_the_hash_of_nothing() -> None:
    assert EMPTY_ROOT.hex() == ROOTS[0]


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_the_known_inclusion_proofs(index: int, size: int) -> None:
    assert [h.hex() for h in inclusion_proof(known(8).read, index, size)] == INCLUSION[index, size]


@pytest.mark.parametrize(("old", "size"), CONSISTENCY)
def test_the_known_consistency_proofs(old: int, size: int) -> None:
    assert [h.hex() for h in consistency_proof(known(8).read, old, size)] == CONSISTENCY[old, size]


@given(leaves)
def test_a_grown_tree_has_the_root_of_the_standard(content: list[bytes]) -> None:
    tree = Grown(content)
    assert root_of(tree.peaks) == naive_root(content)
    assert [tree.nodes[place] for place in peak_places(0, len(content))] == tree.peaks


@given(leaves, st.data())
def test_every_inclusion_proof_is_the_standards_and_verifies(content: list[bytes], data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(content)))
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_proof(Grown(content).read, index, size)
    assert path == naive_path(index, content[:size])
    assert root_from_inclusion(leaf_hash(content[index]), index, size, path) == naive_root(content[:size])


@given(leaves, st.data())
def test_every_consistency_proof_is_the_standards_and_verifies(content: list[bytes], data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(content)))
    old = data.draw(st.integers(1, size))
    path = consistency_proof(Grown(content).read, old, size)
    assert path == naive_subproof(old, content[:size], whole=True)
    assert is_consistent(old, naive_root(content[:old]), size, naive_root(content[:size]), path)


@given(leaves, st.data())
def test_a_spoilt_proof_proves_nothing(content: list[bytes], data: st.DataObject) -> None:
    size = len(content)
    old = data.draw(st.integers(1, size))
    path = consistency_proof(Grown(content).read, old, size)
    spoilt = spoil(path, data)
    assert not is_consistent(old, naive_root(content[:old]), size, naive_root(content), spoilt)
    path = inclusion_proof(Grown(content).read, old - 1, size)
    spoilt = spoil(path, data)
    assert root_from_inclusion(leaf_hash(content[old - 1]), old - 1, size, spoilt) != naive_root(content)


def spoil(path: list[bytes], data: st.DataObject) -> list[bytes]:
    """The path with one step more, or one less, or one bit other."""
    place = data.draw(st.integers(0, len(path)))
    if place == len(path):
        return [*path, bytes(32)]
    if data.draw(st.booleans()):
        return path[:place] + path[place + 1 :]
    other = bytes([path[place][0] ^ 1]) + path[place][1:]
    return [*path[:place], other, *path[place + 1 :]]


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_an_index_outside_the_tree_leads_to_no_root(index: int, size: int) -> None:
    assert root_from_inclusion(bytes(32), index, size, []) is None


def test_nothing_is_consistent_with_an_empty_or_longer_past() -> None:
    assert not is_consistent(0, EMPTY_ROOT, 3, bytes(32), [])
    assert not is_consistent(4, bytes(32), 3, bytes(32), [])
