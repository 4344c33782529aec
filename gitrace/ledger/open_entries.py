"""Entries as anybody may read them: from their leaves alone, which say of a restricted one only that it is there."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from gitrace.ledger import tables
from gitrace.ledger.canonical import LARGEST_WHOLE_NUMBER, Json
from gitrace.ledger.checkpoints import VerifierKey
from gitrace.ledger.events import REGISTER, RESTRICTED, sentence
from gitrace.ledger.log_keys import KeySpan, LogKeys, learnt
from gitrace.ledger.signing import key_leaves


@dataclass(frozen=True)
class OpenEntry:
    """One entry; `leaf`: what is hashed, canonical JSON. Of a restricted one `kind` is that word and `fields` empty."""

    index: int
    time: datetime
    leaf: str
    kind: str
    fields: Mapping[str, Json]

    @property
    def is_restricted(self) -> bool:
        """Whether its content is kept beside the log."""
        return self.kind == RESTRICTED

    @property
    def tag(self) -> str:
        """What happened, without version."""
        return self.kind.partition("/")[0]

    def sentence(self, language: str) -> str:
        """What happened, in words; of a restricted entry that word."""
        return sentence(self.kind, self.fields, language)


@dataclass(frozen=True)
class Identity:
    """By what a log is known: its name, and its keys, the one that signs from now on last."""

    origin: str
    keys: LogKeys
    since: Sequence[tuple[int, datetime]]
    """For each key the entry that gave it, and when."""

    @property
    def key(self) -> VerifierKey:
        """The one that signs from now on."""
        return self.keys.newest

    @property
    def history(self) -> Iterator[tuple[KeySpan, int, datetime]]:
        """Each key with the sizes that it signs for, the entry that gave it, and when; the newest first."""
        return ((span, *given) for span, given in zip(reversed(self.keys.spans), reversed(self.since), strict=True))


def open_entry(connection: sa.Connection, index: int) -> OpenEntry | None:
    """The entry; None where the log has not come so far, or never can."""
    if index > LARGEST_WHOLE_NUMBER:
        return None
    entry = tables.entry.c
    query = sa.select(entry.entry_index, entry.time, entry.leaf).where(entry.entry_index == index)
    found = connection.execute(query).one_or_none()
    return None if found is None else _open(*found)


def newest_of(
    connection: sa.Connection, subject: str, tags: Iterable[str], most: int, *, before: int | None = None
) -> tuple[Sequence[OpenEntry], int]:
    """The newest public entries of these tags that touched the subject, of those before an index if one is given,
    oldest first; and how many there are besides, older ones.
    """
    entry, touched = tables.entry.c, tables.subject.c
    wanted = set(tags)
    kinds = [kind for kind, known in REGISTER.items() if known.public and known.tag in wanted]
    found = connection.execute(
        sa.select(entry.entry_index, entry.time, entry.leaf, sa.func.count().over())
        .join(tables.subject, touched.entry_index == entry.entry_index)
        # Not by the index of tags: of one lot there are some hundred entries, of one kind in all the log a million.
        .where(touched.subject == subject, sa.func.coalesce(entry.tag, "").in_(kinds))
        .where(touched.entry_index < before if before is not None else sa.true())
        .order_by(touched.entry_index.desc())
        .limit(most)
    ).all()
    older = found[0][3] - len(found) if found else 0
    return [_open(*row[:3]) for row in reversed(found)], older


def identity(connection: sa.Connection) -> Identity:
    """As its entries give it. Raises BadCheckpoint for one that gives a key and may not."""
    leaves = [json.loads(leaf) for leaf in key_leaves(connection)]
    keys = learnt(leaves)
    given = [(leaf["index"], datetime.fromisoformat(leaf["time"])) for leaf in leaves]
    return Identity(keys.newest.name, keys, given)


def _open(index: int, time: datetime, leaf: str) -> OpenEntry:
    said = json.loads(leaf)
    return OpenEntry(index, time, leaf, said["tag"], said.get("fields", {}))
