"""The claim that what is kept beside an entry is what its leaf promised."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gitrace.ledger.annex import CHANGES, PERSON, RECORD, ROWS, part_digest
from gitrace.ledger.canonical import Json
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
    only that they are what was hashed into the leaf. Of an erased part it verifies that a later entry, about that very
    person, ordered it; not what the part said.
    """

    persons: Mapping[str, str]
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
                yield from self._see_erased(part)
            elif part.erased_by is not None or not _fits(part, promised[part.number]):
                yield _finding(
                    "part-changed", f"Entry {index}: its annex part {part.number} ({part.name}) was changed."
                )
            else:
                yield from self._see_content(part, kept)

    def _see_erased(self, part: StoredPart) -> Iterator[Finding]:
        if (
            not isinstance(part.erased_by, int)
            or part.erased_by <= part.entry_index
            or not part.name.startswith(PERSON)
        ):
            yield _finding(
                "part-erased-unrecorded",
                f"Entry {part.entry_index}: annex part {part.number} ({part.name}) is gone, and no entry erased it.",
            )
            return
        erased = Erased(part.entry_index, part.name.removeprefix(PERSON), part.erased_by)
        self._awaited.setdefault(erased.by, []).append(erased)

    def _see_content(self, part: StoredPart, kept: Kept) -> Iterator[Finding]:
        body: Any = json.loads(part.body or "")
        if part.name == RECORD and isinstance(body, dict):
            kept.record = body
        elif part.name == ROWS and isinstance(body, list) and part.number == 0:
            kept.rows = body
        elif not _is_named_rightly(part, body, self.persons):
            yield _finding(
                "part-renamed",
                f"Entry {part.entry_index}: its annex part {part.number} is not what its name {part.name} says.",
            )

    def settle_erasures(self, index: int, subjects: Sequence[str]) -> Iterator[Finding]:
        """Now that entry `index` is there: was each erasure that names it about one of its subjects?"""
        for erased in self._awaited.pop(index, ()):
            if erased.person in subjects:
                self.erased.append(erased)
            else:
                yield _unordered(erased)

    def finish(self) -> Iterator[Finding]:
        """Erasures that name an entry which never came."""
        for waiting in self._awaited.values():
            yield from (_unordered(erased) for erased in waiting)


def _fits(part: StoredPart, promised: Json) -> bool:
    try:
        return part_digest(part.salt or "", part.body or "") == promised
    except (TypeError, ValueError, AttributeError):
        return False


def _is_named_rightly(part: StoredPart, body: Any, persons: Mapping[str, str]) -> bool:
    # The leaf binds a part's body, not its name; but the name follows from the body.
    if not isinstance(body, list) or not body:
        return False
    return all(part.name == _name_of(row, persons) for row in body)


def _name_of(row: Any, persons: Mapping[str, str]) -> str | None:
    table, _key, _shape, values = row
    if isinstance(values, str):
        return None  # a digest: such rows stand in the rows part, which is the first
    if table not in persons:
        return CHANGES
    kind, column = persons[table].split(":")
    return f"{PERSON}{kind}:{values[column]}"


def _unordered(erased: Erased) -> Finding:
    return _finding(
        "part-erased-unrecorded",
        f"Entry {erased.index}: a part about {erased.person} is gone; entry {erased.by}, said to have erased it, "
        "is not about that person or does not exist.",
    )


def _finding(code: str, sentence: str) -> Finding:
    return Finding(Claim.ANNEXES, code, sentence)
