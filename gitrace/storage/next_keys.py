"""A key that is to follow: on the disk before the log names it, and in force once it does.

Between the two it lies under an ending of its own, so that a home whose log does not name it yet is not taken for one
whose log was cut off since.
"""

import os
from pathlib import Path

from gitrace.storage.files import sync_folder
from gitrace.storage.keys import KEY_BYTES, WAITING, key_name, read_key, write_key


def make_next_key(folder: Path, kind: str, number: int) -> bytes:
    """The key of this number, made if there is none.

    One is there when a rotation was cut short, or when a backup from before it was put back: it is taken up.
    """
    name = key_name(kind, number)
    waiting = folder / f"{name}{WAITING}"
    if (folder / f"{name}.key").exists():
        return read_key(folder / f"{name}.key")
    if not waiting.exists():
        draft = folder / f".{name}"
        draft.unlink(missing_ok=True)
        write_key(draft, os.urandom(KEY_BYTES))
        draft.rename(waiting)
        sync_folder(folder)
    return read_key(waiting)


def put_in_force(folder: Path, kind: str, number: int) -> None:
    """The log names it now. Done already, this does nothing."""
    name = key_name(kind, number)
    if (folder / f"{name}{WAITING}").exists():
        (folder / f"{name}{WAITING}").rename(folder / f"{name}.key")
        sync_folder(folder)


def put_out_of_force(folder: Path, kind: str, known: int) -> None:
    """The log names `known` keys, and lost the memory of those after them: they wait again."""
    number = known + 1
    while (path := folder / f"{key_name(kind, number)}.key").exists():
        path.rename(path.with_suffix(WAITING))
        number += 1
    sync_folder(folder)
