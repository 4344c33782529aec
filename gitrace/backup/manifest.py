"""What a backup says of itself: its last member, `manifest.json`."""

import json
from dataclasses import asdict, dataclass
from typing import Any

NAME = "manifest.json"
VERSION = 1


class BadBackup(Exception):
    """A file that is no backup, a damaged one, or one that must not be restored here. Says why."""


@dataclass(frozen=True)
class Member:
    """One file of the backup. `sha256`: hexadecimal."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """`kind`: sqlite or postgresql; `checkpoint`: the log's newest as of the copy, signed; `size`: its entries."""

    release: str
    made_at: str
    kind: str
    revision: str
    size: int
    checkpoint: str
    members: tuple[Member, ...]

    def text(self) -> str:
        """As JSON."""
        return json.dumps({"gitrace-backup": VERSION, **asdict(self)}, ensure_ascii=False, indent=1) + "\n"


def parse_manifest(text: bytes) -> Manifest:
    """Read a manifest. Raises BadBackup."""
    try:
        told: dict[str, Any] = json.loads(text)
        if told.pop("gitrace-backup") != VERSION:
            raise BadBackup("this backup was made by another release and cannot be read by this one")
        members = tuple(Member(**member) for member in told.pop("members"))
        return Manifest(**told, members=members)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise BadBackup("this is not a backup: its manifest cannot be read") from None
