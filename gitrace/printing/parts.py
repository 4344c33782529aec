"""A large document, made in parts: whoever made them, and however often that was broken off, the file is the same.

Parts lie in a folder of their own, each whole or not there. The file is put together from all of them, and takes its
place under its name at once.
"""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from gitrace.storage.files import sync_folder, write_whole

_MARK = "made-of"


class Drawing(Protocol):
    """What can be drawn in parts. A part is made from its place alone, and is the same bytes whenever it is made."""

    @property
    def parts(self) -> int:
        """How many."""
        ...

    def part(self, index: int) -> bytes:
        """One of them, from 0."""
        ...

    def join(self, parts: Iterable[BinaryIO], file: BinaryIO) -> None:
        """The whole, from all parts in their order."""
        ...


def make(drawing: Drawing, made_of: str, folder: Path, file: Path, told: Callable[[int], None]) -> None:
    """Draw what of it is not in `folder` yet, which lies in one that is there, and put it together as `file`.

    `made_of`: a digest of all that is drawn; parts that were made of something else are thrown away. `told` hears how
    many parts there are after each step, and may break it off by raising: the parts stay for the next try.
    """
    _begin(folder, made_of)
    for index in range(drawing.parts):
        path = _part(folder, index)
        if not path.exists():
            write_whole(path, drawing.part(index))
            told(index + 1)
    draft = folder / "whole"
    with draft.open("wb") as whole:
        drawing.join(_opened(folder, drawing.parts, told), whole)
        whole.flush()
        os.fsync(whole.fileno())
    draft.replace(file)
    sync_folder(file.parent)
    shutil.rmtree(folder)


def _begin(folder: Path, made_of: str) -> None:
    mark = folder / _MARK
    if folder.exists() and not (mark.exists() and mark.read_text() == made_of):
        shutil.rmtree(folder)
    if not folder.exists():
        folder.mkdir(mode=0o700)
        write_whole(mark, made_of.encode())


def _opened(folder: Path, count: int, told: Callable[[int], None]) -> Iterator[BinaryIO]:
    for index in range(count):
        with _part(folder, index).open("rb") as part:
            yield part
        told(count)


def _part(folder: Path, index: int) -> Path:
    return folder / f"{index:06}"
