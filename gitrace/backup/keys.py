"""The home's keys: out into an encrypted file, and back."""

import os
import re
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session

from gitrace import clock
from gitrace.backup.events import KeysBackedUp
from gitrace.backup.keyfile import BadKeyFile, seal, unseal
from gitrace.ledger import tables
from gitrace.ledger.shapes import canonical_value
from gitrace.storage import Store
from gitrace.storage.keys import ENDINGS, KEY_BYTES, write_key
from gitrace.work import Actor, writing

_NAME = re.compile(r"(session|log(-[1-9]\d*)?|label-[1-9]\d*)\.(key|next)")
_BACKED_UP = "keys.backed-up/1"
_ROTATED = ("ledger.key-rotated/1", "label-key.rotated/1")


def back_up_keys(store: Store, actor: Actor, path: Path, passphrase: str) -> None:
    """Write the keys to `path`, readable by its owner alone, read the file back, then put it on the record.

    Raises FileExistsError, Refusal("passphrase-short"), BadKeyFile when what was written does not open.
    """
    folder = store.settings.home / "keys"
    keys = {file.name: file.read_text().strip() for ending in ENDINGS for file in sorted(folder.glob(f"[!.]*{ending}"))}
    _write_secret(path, seal(keys, passphrase, str(canonical_value(clock.now()))))
    if unseal(path.read_text(), passphrase) != keys:
        raise BadKeyFile(f"{path} does not read back as it was written")
    with writing(store, actor) as work:
        names = ", ".join(name.removesuffix(".key") for name in keys)
        work.record(KeysBackedUp(keys=names), subject="ledger")


def keys_backed_up(session: Session) -> datetime | None:
    """When the keys were last written to a backup; None if never, or not since another key followed. Until then the
    start goes on asking for it.
    """
    entry = tables.entry.c
    told = sa.select(entry.tag, entry.time).where(entry.tag.in_((_BACKED_UP, *_ROTATED)))
    newest = session.connection().execute(told.order_by(entry.entry_index.desc()).limit(1)).one_or_none()
    return newest.time if newest is not None and newest.tag == _BACKED_UP else None


def restore_keys(folder: Path, text: str, passphrase: str) -> None:
    """Write the keys of a backup into an empty folder. Raises BadKeyFile, FileExistsError."""
    keys = unseal(text, passphrase)
    for name, secret in keys.items():
        if not _NAME.fullmatch(name) or len(secret) != 2 * KEY_BYTES:
            raise BadKeyFile(f"the key backup holds a key that this release does not know, {name}")
    folder.mkdir(mode=0o700, parents=True)
    for name, secret in keys.items():
        write_key(folder / name, bytes.fromhex(secret))


def _write_secret(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
