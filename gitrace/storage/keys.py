"""The home's three secret keys: made once, at the first start of an empty home, never replaced silently.

A lost label key would make every pack in the shops "forged"; a new log key would make every kept checkpoint worthless.
"""

import hashlib
import hmac
import os
import stat
from dataclasses import dataclass
from pathlib import Path

KEY_BYTES = 32
NAMES = ("session", "label-1", "log")


class BadKeys(Exception):
    """A key is missing, short, readable by others or not the one that the log began with."""


@dataclass(frozen=True, repr=False)
class Keys:
    """`session` signs cookies; `labels` maps a label key's number to its 32 bytes; `log` is the Ed25519 seed."""

    session: bytes
    labels: dict[int, bytes]
    log: bytes

    @property
    def newest_label_key(self) -> int:
        """The number of the key under which new runs are made."""
        return max(self.labels)


def make_keys(folder: Path) -> None:
    """Create the three keys in an empty folder. Raises FileExistsError rather than touch one that exists."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in NAMES:
        write_key(folder / f"{name}.key", os.urandom(KEY_BYTES))


def write_key(path: Path, secret: bytes) -> None:
    """Write one key as hexadecimal text, exclusively, readable by its owner alone, flushed to the disk."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secret.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_keys(folder: Path) -> Keys:
    """Read the home's keys. Raises BadKeys with a sentence that names the file and what to do."""
    labels = {int(path.stem.removeprefix("label-")): _read_key(path) for path in sorted(folder.glob("label-*.key"))}
    if 1 not in labels:
        raise BadKeys(f"{folder / 'label-1.key'} is missing; restore it from the key backup")
    return Keys(session=_read_key(folder / "session.key"), labels=labels, log=_read_key(folder / "log.key"))


def _read_key(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        text = path.read_text().strip()
    except FileNotFoundError:
        raise BadKeys(f"{path} is missing; restore it from the key backup") from None
    if stat.S_IMODE(mode) & 0o077:
        raise BadKeys(f"{path} can be read by others; run chmod 600 on it")
    try:
        secret = bytes.fromhex(text)
    except ValueError:
        secret = b""
    if len(secret) != KEY_BYTES:
        raise BadKeys(f"{path} is damaged: {KEY_BYTES} bytes as hexadecimal text are expected")
    return secret


def fingerprint(secret: bytes) -> str:
    """Eight bytes, as hexadecimal text, that tell one secret key from another and reveal nothing of it."""
    return hmac.new(secret, b"gitrace-key-check-1\n", hashlib.sha256).hexdigest()[:16]
