"""What the verifier reads, and through whom: plain records and one protocol, no engine behind them."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol

from gitrace.ledger.shapes import Shapes, Values


class Unreadable(Exception):
    """Evidence that cannot even be read: a damaged file, or a value that no release ever wrote. Names the place."""


class Holding(StrEnum):
    """What a reader has beside the leaves and the newest checkpoint."""

    TREE = "tree"
    ANNEXES = "annexes"
    COLUMNS = "columns"
    ROWS = "rows"
    FILES = "files"


class StoredHead(NamedTuple):
    """Where the log says it stands. `peaks`: hexadecimal; all but `size` and `checkpoint` None outside TREE."""

    size: int
    checkpoint: str
    origin: str | None = None
    time: str | None = None
    peaks: str | None = None


class StoredEntry(NamedTuple):
    """A leaf and, where the reader has COLUMNS, the columns copied out of it for searching."""

    entry_index: int
    leaf: str
    tag: str | None = None
    subject: str | None = None
    actor: str | None = None
    time: str | None = None


class StoredPart(NamedTuple):
    """An annex part. Once erased by law salt and body are None, `seal` is what they came to, and `erased_by` names the
    entry that did it.
    """

    entry_index: int
    number: int
    name: str
    salt: str | None
    body: str | None
    seal: str | None
    erased_by: int | None


class StoredSubject(NamedTuple):
    """That an entry stands in a subject's timeline."""

    entry_index: int
    subject: str


class StoredFile(NamedTuple):
    """A stored file: the SHA-256 that its row recorded, and that of the file today (None: it is gone)."""

    name: str
    recorded: str
    present: str | None


class Reader(Protocol):
    """One consistent snapshot of everything to verify. Any method may raise Unreadable."""

    @property
    def holds(self) -> frozenset[Holding]:
        """What there is to check beside the leaves."""

    @property
    def shapes(self) -> Shapes:
        """Every frozen shape of every audited table."""

    def heads(self) -> Sequence[StoredHead]:
        """The stored heads; one, if all is well."""

    def entries(self) -> Iterator[StoredEntry]:
        """In the order of their index."""

    def parts(self) -> Iterator[StoredPart]:
        """In the order of index and number."""

    def subjects(self) -> Iterator[StoredSubject]:
        """In the order of index."""

    def levels(self) -> Sequence[int]:
        """The levels of which nodes are stored."""

    def nodes(self, level: int) -> Iterator[tuple[int, bytes]]:
        """(position, hash) of a level's nodes, in the order of position."""

    def rows(self, table: str) -> Iterator[tuple[int, Values | None]]:
        """(key, values) of every row of an audited table; None for a row that holds what no release ever wrote."""

    def files(self) -> Iterator[StoredFile]:
        """Every file that a row names."""
