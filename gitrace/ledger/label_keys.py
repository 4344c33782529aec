"""Which label keys the log names, by their fingerprints: the one of entry 0 and each that followed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from gitrace.ledger import tables
from gitrace.ledger.log_keys import OPENED

ROTATED = "label-key.rotated/1"


@dataclass(frozen=True)
class LabelKey:
    """A label key as the log names it, and since when it has."""

    number: int
    fingerprint: str
    since: datetime


def label_keys(connection: sa.Connection) -> Sequence[LabelKey]:
    """The newest last."""
    entry = tables.entry.c
    query = sa.select(entry.leaf).where(entry.tag.in_((OPENED, ROTATED))).order_by(entry.entry_index)
    return [_told(json.loads(leaf)) for leaf in connection.execute(query).scalars()]


def newest_label_key(connection: sa.Connection) -> int:
    """The number of the key under which new labels are made: not of one that waits for its entry in the log."""
    return label_keys(connection)[-1].number


def _told(leaf: Mapping[str, Any]) -> LabelKey:
    fields, since = leaf["fields"], datetime.fromisoformat(leaf["time"])
    return LabelKey(fields["label_key_number"], fields["label_key_fingerprint"], since)
