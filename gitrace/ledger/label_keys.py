"""Which label keys the log names, by their fingerprints: the one of entry 0 and each that followed."""

import json
from collections.abc import Mapping

import sqlalchemy as sa

from gitrace.ledger import tables
from gitrace.ledger.log_keys import OPENED

ROTATED = "label-key.rotated/1"


def label_keys_of_log(connection: sa.Connection) -> Mapping[int, str]:
    """Fingerprints by number, the newest last."""
    entry = tables.entry.c
    query = sa.select(entry.leaf).where(entry.tag.in_((OPENED, ROTATED))).order_by(entry.entry_index)
    told = (json.loads(leaf)["fields"] for leaf in connection.execute(query).scalars())
    return {fields["label_key_number"]: fields["label_key_fingerprint"] for fields in told}


def newest_label_key(connection: sa.Connection) -> int:
    """The number of the key under which new labels are made: not of one that waits for its entry in the log."""
    return max(label_keys_of_log(connection))
