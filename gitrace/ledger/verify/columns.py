"""The claim that the columns by which entries are searched say what the entries say."""

from collections.abc import Iterator, Sequence

from gitrace.ledger.canonical import Json
from gitrace.ledger.events import RESTRICTED
from gitrace.ledger.verify.entries import Leaf
from gitrace.ledger.verify.evidence import StoredEntry
from gitrace.ledger.verify.findings import Claim, Finding


def subjects_of(leaf: Leaf, record: dict[str, Json]) -> list[str]:
    """The subjects in whose timelines an entry stands: its own, then those it touches."""
    about = record if leaf["tag"] == RESTRICTED else leaf
    touches = record["touches"]
    assert isinstance(touches, list)
    return list(dict.fromkeys([str(about["subject"]), *map(str, touches)]))


def tag_of(leaf: Leaf, record: dict[str, Json]) -> str:
    """Of a restricted entry the record says it."""
    return str((record if leaf["tag"] == RESTRICTED else leaf)["tag"])


def column_findings(
    entry: StoredEntry, leaf: Leaf, record: dict[str, Json], listed: Sequence[str]
) -> Iterator[Finding]:
    """Compare tag, subject, actor, time and the listed subjects with the leaf and the record part.

    Does not verify anything that is not searched by: pages read the leaf and the parts themselves.
    """
    about = record if leaf["tag"] == RESTRICTED else leaf
    said = {"tag": about["tag"], "subject": about["subject"], "actor": record["actor"], "time": leaf["time"]}
    for name, value in said.items():
        if getattr(entry, name) != value:
            yield Finding(
                Claim.COLUMNS,
                "column-differs",
                f"Entry {entry.entry_index}: its column {name} was changed; the entry says {value}.",
            )
    if sorted(listed) != sorted(subjects_of(leaf, record)):
        yield Finding(
            Claim.COLUMNS,
            "subjects-differ",
            f"Entry {entry.entry_index}: the timelines in which it is listed were changed (table ledger_subject).",
        )
