"""An export as a `Reader`, for whoever goes on from what its entries say. Verifying it is `ExportVerification`'s."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from gitrace.ledger.export.file import Export, Scope
from gitrace.ledger.shapes import Shapes, Values
from gitrace.ledger.verify import Holding, StoredEntry, StoredFile, StoredHead, StoredPart, StoredSubject


class ExportReader:
    """Leaves, and of a full export the annex parts; each of the two goes through the file for itself."""

    def __init__(self, path: Path) -> None:
        """Raises Unreadable when the file is no export."""
        self._path = path
        self.header = Export(path).header
        self.shapes: Shapes = {}
        self.holds: frozenset[Holding] = frozenset({Holding.ANNEXES} if self.header.scope is Scope.FULL else ())

    def heads(self) -> Sequence[StoredHead]:
        """The size of the header with the checkpoint of the last line."""
        export = Export(self._path)
        for _ in export.blocks():
            pass
        return [StoredHead(self.header.size, export.checkpoint)]

    def entries(self) -> Iterator[StoredEntry]:
        """In the order of the file, which is that of their index."""
        return (StoredEntry(index, entry.leaf) for index, entry in enumerate(Export(self._path).entries()))

    def parts(self) -> Iterator[StoredPart]:
        """Annex parts of a full export."""
        return (part for entry in Export(self._path).entries() for part in entry.parts)

    def subjects(self) -> Iterator[StoredSubject]:
        """None: an export holds no search columns."""
        return iter(())

    def levels(self) -> Sequence[int]:
        """None: whoever reads an export grows the tree himself."""
        return ()

    def nodes(self, level: int) -> Iterator[tuple[int, bytes]]:
        """None."""
        return iter(())

    def rows(self, table: str) -> Iterator[tuple[int, Values | None]]:
        """None."""
        return iter(())

    def files(self) -> Iterator[StoredFile]:
        """None."""
        return iter(())
