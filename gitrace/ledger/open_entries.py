"""Entries as anybody may read them: from their leaves alone, which say of a restricted one only that it is there."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from gitrace.ledger import tables
from gitrace.ledger.canonical import Json
from gitrace.ledger.events import REGISTER, RESTRICTED, sentence


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
    """By what a log is known: `key` is the verifier key, name+hash+key."""

    origin: str
    key: str


def open_entry(connection: sa.Connection, index: int) -> OpenEntry | None:
    """The entry; None where the log has not come so far."""
    entry = tables.entry.c
    query = sa.select(entry.entry_index, entry.time, entry.leaf).where(entry.entry_index == index)
    found = connection.execute(query).one_or_none()
    return None if found is None else _open(*found)


def newest_of(
    connection: sa.Connection, subject: str, tags: Iterable[str], most: int
) -> tuple[Sequence[OpenEntry], bool]:
    """The newest public entries of these tags that touched the subject, oldest first; and whether there are more."""
    entry, touched = tables.entry.c, tables.subject.c
    wanted = set(tags)
    kinds = [kind for kind, known in REGISTER.items() if known.public and known.tag in wanted]
    found = connection.execute(
        sa.select(entry.entry_index, entry.time, entry.leaf)
        .join(tables.subject, touched.entry_index == entry.entry_index)
        .where(touched.subject == subject, entry.tag.in_(kinds))
        .order_by(touched.entry_index.desc())
        .limit(most + 1)
    ).all()
    return [_open(*row) for row in reversed(found[:most])], len(found) > most


def identity(connection: sa.Connection) -> Identity:
    """As entry 0 fixed it."""
    first = open_entry(connection, 0)
    assert first is not None, "a home that serves has opened its ledger"
    return Identity(str(first.fields["origin"]), str(first.fields["log_key"]))


def _open(index: int, time: datetime, leaf: str) -> OpenEntry:
    said = json.loads(leaf)
    return OpenEntry(index, time, leaf, said["tag"], said.get("fields", {}))
