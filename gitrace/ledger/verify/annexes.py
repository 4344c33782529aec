"""The claim that what is kept beside an entry is what its leaf promised."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from gitrace.ledger.annex import ERASED, PERSON, RECORD, ROWS, part_digest, seal_of
from gitrace.ledger.canonical import Json
from gitrace.ledger.verify.columns import subjects_of, tag_of
from gitrace.ledger.verify.entries import Leaf
from gitrace.ledger.verify.evidence import StoredPart
from gitrace.ledger.verify.findings import Claim, Finding


@dataclass
class Kept:
    """The readable parts of one entry that proved to be what its leaf promised."""

    record: dict[str, Json] | None = None
    rows: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class Erased:
    """A part that the law had erased, and the entry that is said to have done it."""

    index: int
    person: str
    by: int


@dataclass
class AnnexWalk:
    """Checks the annex parts entry by entry.

    Does not verify that the bodies are true, nor that before-and-after values agree with the row digests beside them;
    only that they are what was hashed into the leaf. Of an erased part it verifies that a later entry is an erasure of
    that very person; not what the part said.
    """

    erased: list[Erased] = field(default_factory=list)
    _awaited: dict[int, list[Erased]] = field(default_factory=dict)

    def see(self, index: int, leaf: Leaf, parts: Sequence[StoredPart], kept: Kept) -> Iterator[Finding]:
        """Check one entry's parts; fills `kept`."""
        promised = leaf["annex"]
        assert isinstance(promised, list)
        if [part.number for part in parts] != list(range(len(promised))):
            numbers = ", ".join(str(part.number) for part in parts) or "none"
            yield _finding(
                "part-missing", f"Entry {index}: its leaf promises {len(promised)} annex parts; kept are {numbers}."
            )
        for part in parts:
            if part.number >= len(promised):
                continue
            if part.salt is None and part.body is None:
                yield from self._see_erased(part, promised[part.number])
            elif part.erased_by is not None or part.seal is not None or _digest(part) != promised[part.number]:
                yield _finding(
                    "part-changed", f"Entry {index}: its annex part {part.number} ({part.name}) was changed."
                )
            else:
                _read(part, kept)

    def see_all(self, index: int, leaf: Leaf, parts: Sequence[StoredPart]) -> Iterator[Finding]:
        """Check one entry's parts and its record, for whoever reads on in neither."""
        kept = Kept()
        yield from self.see(index, leaf, parts, kept)
        yield from self.see_record(index, leaf, kept)

    def awaits(self, index: int) -> bool:
        """Whether something before entry `index` says that this one erased it."""
        return index in self._awaited

    def see_record(self, index: int, leaf: Leaf, kept: Kept) -> Iterator[Finding]:
        """Check that entry `index` keeps its record, and what it is said to have erased."""
        if kept.record is None:
            yield _finding("record-missing", f"Entry {index}: its record part is not there as written.")
        else:
            is_erasure = tag_of(leaf, kept.record) == ERASED
            yield from self._settle_erasures(index, subjects_of(leaf, kept.record) if is_erasure else ())

    def _see_erased(self, part: StoredPart, promised: Json) -> Iterator[Finding]:
        ordered = isinstance(part.erased_by, int) and part.erased_by > part.entry_index
        if not ordered or not part.name.startswith(PERSON) or part_digest(part.name, part.seal or "") != promised:
            yield _finding(
                "part-erased-unrecorded",
                f"Entry {part.entry_index}: annex part {part.number} ({part.name}) is gone, and no entry erased it.",
            )
            return
        assert part.erased_by is not None
        erased = Erased(part.entry_index, part.name.removeprefix(PERSON), part.erased_by)
        self._awaited.setdefault(erased.by, []).append(erased)

    def _settle_erasures(self, index: int, persons: Sequence[str]) -> Iterator[Finding]:
        # Now that entry `index` is there: `persons` are those whom it erased.
        for erased in self._awaited.pop(index, ()):
            if erased.person in persons:
                self.erased.append(erased)
            else:
                yield _unordered(erased)

    def finish(self) -> Iterator[Finding]:
        """Erasures that name an entry which never came."""
        for waiting in self._awaited.values():
            yield from (_unordered(erased) for erased in waiting)

    def erased_sentences(self) -> list[str]:
        """What the law had erased, one by one."""
        return [f"Entry {e.index}: what it kept about {e.person} was erased by entry {e.by}." for e in self.erased]


def are_as_written(promised: Json, parts: Sequence[StoredPart]) -> bool:
    """Whether all of an entry's parts are there, none of them erased, each with the digest that its leaf promised.

    Does not verify anything of an entry with an erased part, which `AnnexWalk.see` does, nor what a part says.
    """
    if [_digest(part) for part in parts] != promised or not any(part.name == RECORD for part in parts):
        return False
    return all(part.seal is None and part.erased_by is None for part in parts)


def _read(part: StoredPart, kept: Kept) -> None:
    if part.name == RECORD:
        kept.record = json.loads(part.body or "")
    elif part.name == ROWS:
        kept.rows = json.loads(part.body or "")


def _digest(part: StoredPart) -> str | None:
    """The part's digest as it is kept; None when what is kept cannot be a part's."""
    try:
        salt = part.salt or ""
        return part_digest(part.name, seal_of(salt, part.body or "")) if bytes.fromhex(salt).hex() == salt else None
    except (TypeError, ValueError, AttributeError):
        return None


def _unordered(erased: Erased) -> Finding:
    return _finding(
        "part-erased-unrecorded",
        f"Entry {erased.index}: a part about {erased.person} is gone; entry {erased.by}, said to have erased it, "
        "is not about that person or does not exist.",
    )


def _finding(code: str, sentence: str) -> Finding:
    return Finding(Claim.ANNEXES, code, sentence)
