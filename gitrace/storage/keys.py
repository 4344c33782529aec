"""The home's secret keys: three made at the first start of an empty home; none is ever replaced, others may follow.

A lost label key would make every pack in the shops "forged"; a new log key would make every kept checkpoint worthless.
"""

import hashlib
import hmac
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

KEY_BYTES = 32
NAMES = ("session", "label-1", "log")
WAITING = ".next"
"""Ending, in place of `.key`, of a key that no entry of the log names yet."""
ENDINGS = (WAITING, ".key")


class BadKeys(Exception):
    """A key is missing, short, readable by others or not the one that the log names."""


class Numbered(dict[int, bytes]):
    """The keys of one kind by number, those that wait to be put in force among them.

    One that another process made since is read when it is asked for.
    """

    def __init__(self, folder: Path, kind: str) -> None:
        """`kind`: `label` or `log`. Raises BadKeys."""
        super().__init__()
        self._folder = folder
        self._kind = kind
        self.look_again()

    def look_again(self) -> None:
        """Read those that are new. Raises BadKeys."""
        for path in (path for ending in ENDINGS for path in self._folder.glob(f"{self._kind}*{ending}")):
            try:
                self[_number_of(path)] = read_key(path)
            except BadKeys:
                if path.suffix != WAITING or path.exists():  # else it was put in force this moment
                    raise

    def __missing__(self, number: int) -> bytes:
        self.look_again()
        if number not in self:
            name = key_name(self._kind, number)
            raise BadKeys(f"{self._folder / name}.key is missing; restore it from the key backup")
        return self[number]


@dataclass(frozen=True, repr=False, eq=False)
class Keys:
    """`session` signs cookies; `labels` maps a label key's number to its 32 bytes; `logs` a log key's to its Ed25519
    seed.
    """

    session: bytes
    labels: Mapping[int, bytes]
    logs: Mapping[int, bytes]


def key_name(kind: str, number: int) -> str:
    """The file's name without ending: `label-1`, `label-2`; `log`, `log-2`."""
    return kind if (kind, number) == ("log", 1) else f"{kind}-{number}"


def _number_of(path: Path) -> int:
    return int(path.stem.partition("-")[2] or 1)


def newest_in_force(folder: Path, kind: str) -> int:
    """The greatest number of a kind that is not waiting; 0 for none."""
    return max((_number_of(path) for path in folder.glob(f"{kind}*.key")), default=0)


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
    labels, logs = Numbered(folder, "label"), Numbered(folder, "log")
    for name, is_there in (("label-1", 1 in labels), ("log", bool(logs))):
        if not is_there:
            raise BadKeys(f"{folder / name}.key is missing; restore it from the key backup")
    return Keys(session=read_key(folder / "session.key"), labels=labels, logs=logs)


def read_key(path: Path) -> bytes:
    """One key. Raises BadKeys with a sentence that names the file and what to do."""
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
