"""Telling devices apart without knowing them.

A device is a keyed digest of its network and its browser's name. The key lives for at most 30 days, in a file outside
database and backup; once it is destroyed, nobody can tell from a kept digest whose it was, nor try addresses out.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from gitrace.clock import shanghai_day
from gitrace.errors import Unavailable
from gitrace.people.guessing import network_of
from gitrace.storage.keys import KEY_BYTES, write_key

KEY_DAYS = 30
_SHOWN = 32  # hexadecimal characters of a digest that are kept


class Traces(NamedTuple):
    """What is kept of who looked at a label."""

    device: str
    network: str


def traces_of(home: Path, address: str | None, agent: str, now: datetime) -> Traces:
    """The device and the network behind a request: of its IP address and User-Agent nothing but these is kept.

    Raises Unavailable when the key can be neither read nor made.
    """
    key, network = _privacy_key(home, now), network_of(address)
    device = _digest(key, f"gitrace-device-1\n{network}\n{agent}")
    return Traces(device, _digest(key, f"gitrace-scan-network-1\n{network}"))


def network_digest(home: Path, address: str | None, now: datetime) -> str:
    """The network behind a request, for counters against flooding, which nobody can lay beside scans. Raises
    Unavailable as above.
    """
    return _digest(_privacy_key(home, now), f"gitrace-network-1\n{network_of(address)}")


def _digest(key: bytes, text: str) -> str:
    return hmac.digest(key, text.encode("utf-8", "replace"), hashlib.sha256).hex()[:_SHOWN]


def destroy_old_keys(home: Path, now: datetime) -> None:
    """Destroy the keys of former periods; overwritten first, for the sake of disks that keep what is unlinked."""
    present = _path(home, shanghai_day(now).toordinal() // KEY_DAYS)
    for path in _keys(home):
        if path != present:
            with suppress(FileNotFoundError):  # another process may be at it
                path.write_bytes(b"0" * path.stat().st_size)
                path.unlink()


def _keys(home: Path) -> Iterator[Path]:
    return (path for path in (home / "privacy").glob("*") if path.is_file())


def _path(home: Path, period: int) -> Path:
    # Named by its period, so that all processes agree on the key in use without asking each other.
    return home / "privacy" / f"devices-{period}.key"


def _privacy_key(home: Path, now: datetime) -> bytes:
    # Whoever scans keeps it for a minute at most; once destroyed, it is nowhere from the next scan on.
    return _key_of_minute(home, shanghai_day(now).toordinal() // KEY_DAYS, int(now.timestamp()) // 60)


@lru_cache(maxsize=1)
def _key_of_minute(home: Path, period: int, _minute: int) -> bytes:
    path = _path(home, period)
    try:
        if not path.exists():
            _make(path)
        return bytes.fromhex(path.read_text())
    except (OSError, ValueError) as fault:
        raise Unavailable(f"the privacy key cannot be used: {fault}") from fault


def _make(path: Path) -> None:
    # Linked into place when it is whole: of two processes one wins, and no reader meets half a key.
    path.parent.mkdir(mode=0o700, exist_ok=True)
    draft = path.with_name(f".{secrets.token_hex(8)}")
    write_key(draft, os.urandom(KEY_BYTES))
    try:
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
