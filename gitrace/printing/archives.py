"""Archives of symbols, one file a label, and the archive that only a passphrase opens.

Symbols come without text, for whoever puts them into artwork of her own; a file is called by the label's number and
serial. No entry has a time, so that the same labels are the same bytes.
"""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from gitrace.printing.face import LabelFace
from gitrace.symbols.runs import Symbols, symbols_of

_A_PART = 1_000
PIXELS_A_MODULE = 10
"""Of a PNG: at 600 dpi a module is then 0.423 mm."""
_NO_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class SymbolArchive:
    """`draw` makes a file of each symbol; `suffix`: of its name; `compressed`: whether it pays."""

    faces: Sequence[LabelFace]
    draw: Callable[[Symbols], Iterator[bytes]]
    suffix: str
    compressed: bool

    @property
    def parts(self) -> int:
        """See `Drawing`."""
        return -(-len(self.faces) // _A_PART)

    def part(self, index: int) -> bytes:
        """An archive of some."""
        file, faces = io.BytesIO(), list(self.faces[index * _A_PART : (index + 1) * _A_PART])
        symbols = symbols_of([face.address for face in faces])
        with zipfile.ZipFile(file, "w") as archive:
            for face, drawn in zip(faces, self.draw(symbols), strict=True):
                entry = zipfile.ZipInfo(f"{face.plain_number}-{face.serial}.{self.suffix}", _NO_TIME)
                entry.compress_type = zipfile.ZIP_DEFLATED if self.compressed else zipfile.ZIP_STORED
                archive.writestr(entry, drawn)
        return file.getvalue()

    def join(self, parts: Iterable[BinaryIO], file: BinaryIO) -> None:
        """One archive of all: entries are copied as they lie, and only where they lie is told anew."""
        with zipfile.ZipFile(file, "w") as whole:
            for part in parts:
                _append(whole, part, file)
            whole.comment = b""  # has the table of contents written, for nothing was added by its own hand


def _append(whole: zipfile.ZipFile, part: BinaryIO, file: BinaryIO) -> None:
    before = file.tell()
    with zipfile.ZipFile(part) as one:
        end, entries = one.start_dir, one.infolist()
        part.seek(0)
        file.write(part.read(end))
    for entry in entries:
        entry.header_offset += before
        whole.filelist.append(entry)
        whole.NameToInfo[entry.filename] = entry
    whole.start_dir = file.tell()


def svg_archive(faces: Sequence[LabelFace]) -> SymbolArchive:
    """Symbols as outlines."""
    return SymbolArchive(faces, lambda symbols: (svg.encode() for svg in symbols.svgs()), "svg", compressed=True)


def png_archive(faces: Sequence[LabelFace]) -> SymbolArchive:
    """Symbols as pictures of one bit a pixel."""
    return SymbolArchive(faces, lambda symbols: symbols.pngs(PIXELS_A_MODULE), "png", compressed=False)


def seal(file: Path, name: str, passphrase: str, sealed: Path) -> None:
    """Put a file, called `name`, into an archive under AES-256; every usual program opens it with the passphrase."""
    import pyzipper  # type: ignore[import-untyped]

    with pyzipper.AESZipFile(
        sealed, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES, compresslevel=1
    ) as archive:
        archive.setpassword(passphrase.encode())
        archive.write(file, name)
