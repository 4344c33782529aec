"""The symbols of a run: many serials behind one prefix, made and drawn together.

What is drawn here is what `symbols.symbol` draws of each alone.
"""

import logging
import re
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from gitrace.identifiers.serial import ALPHABET, LENGTH
from gitrace.identifiers.serial_runs import codes_of
from gitrace.symbols.masks import Words
from gitrace.symbols.symbol import EIGHT, QUIET_MODULES, Level, Matrix, matrix, pdf_run, svg_image, svg_run
from gitrace.symbols.xor import SymbolTable, packed

_logger = logging.getLogger(__name__)

_WORTH_A_TABLE = 32
"""Serials whose symbols `qrcode` itself makes in the time that a table takes to build."""
_TABLES = 4
_DRAWN_AT_ONCE = 256
_SERIALS = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}(?:\n[{ALPHABET}]{{{LENGTH}}})*")

_PATTERNS = [Matrix((bytes(pattern >> bit & 1 for bit in range(EIGHT - 1, -1, -1)),)) for pattern in range(1 << EIGHT)]

Draw = Callable[[int, int, int], str]
"""A run of dark modules as text: column, row, length."""


@dataclass(frozen=True, eq=False)
class Symbols:
    """Symbols of one size. `rows`: (symbols, rows), each row one word with its first module in the highest bit."""

    size: int
    rows: Words

    def __len__(self) -> int:
        return len(self.rows)

    def matrices(self) -> Iterator[Matrix]:
        """One by one."""
        for modules in self._modules():
            yield Matrix(tuple(row.tobytes() for row in modules))

    def paths(self, draw: Draw) -> Iterator[str]:
        """The dark modules of each symbol, run by run, each run within eight columns as `Matrix.runs` has them."""
        pieces = _pieces(self.size, draw)
        octets = pieces.shape[1]
        places = np.arange(self.size * octets).reshape(self.size, octets) * pieces.shape[2]
        for at in range(0, len(self), _DRAWN_AT_ONCE):
            patterns = _octets(self.rows[at : at + _DRAWN_AT_ONCE])[:, :, :octets]
            for drawn in pieces.ravel()[places + patterns].reshape(len(patterns), -1).tolist():
                yield "".join(drawn)

    def svgs(self) -> Iterator[str]:
        """Stand-alone images as `symbol_svg` makes them."""
        return (svg_image(path, self.size) for path in self.paths(_quiet_svg_run))

    def pdf_paths(self) -> Iterator[str]:
        """PDF paths as `pdf_path` makes them."""
        return (path + "f" for path in self.paths(pdf_run))

    def pngs(self, pixels_per_module: int) -> Iterator[bytes]:
        """1-bit PNGs, quiet zone included. `pixels_per_module`: whole, at least 1."""
        for at in range(0, len(self), _DRAWN_AT_ONCE):
            some = Symbols(self.size, self.rows[at : at + _DRAWN_AT_ONCE])
            yield from _pngs(some._modules(), pixels_per_module)

    def _modules(self) -> npt.NDArray[np.uint8]:
        """One byte a module: (symbols, rows, columns)."""
        return np.unpackbits(_octets(self.rows), axis=2, count=self.size)


def symbols_of(addresses: Sequence[str], level: Level = Level.M, version: int | None = None) -> Symbols:
    """The symbols of texts of one length, those that `matrix` makes. Raises as `matrix`.

    Many that differ in their serial alone, which stands last, are made by a table.
    """
    prefix = addresses[0][:-LENGTH] if addresses else ""
    serials = [address.removeprefix(prefix) for address in addresses]
    in_line = prefix and _SERIALS.fullmatch("\n".join(serials))
    table = _table((prefix, level, version), len(serials)) if in_line else None
    if table is not None:
        return Symbols(table.size, table.rows(codes_of(serials)))
    made = [matrix(address, level, version) for address in addresses]
    return Symbols(made[0].size if made else 0, np.array([packed(one.rows) for one in made], np.uint64))


_Key = tuple[str, Level, int | None]
_tables: dict[_Key, SymbolTable | None] = {}


def _table(key: _Key, serials: int) -> SymbolTable | None:
    """The table of a prefix, where it is worth one and makes the same symbols as `qrcode`."""
    if key not in _tables and serials >= _WORTH_A_TABLE:
        while len(_tables) >= _TABLES:
            del _tables[next(iter(_tables))]
        _tables[key] = _built(*key)
    return _tables.get(key)


def _built(prefix: str, level: Level, version: int | None) -> SymbolTable | None:
    matrix(prefix + ALPHABET[0] * LENGTH, level, version)  # refuses what is too long
    table = SymbolTable(prefix, level, version)
    if table.agrees():
        return table
    _logger.error("the symbol table of %s %s differs from qrcode, which draws instead", prefix, level)
    return None


def _quiet_svg_run(x: int, y: int, n: int) -> str:
    return svg_run(x + QUIET_MODULES, y + QUIET_MODULES, n)


def _octets(rows: Words) -> npt.NDArray[np.uint8]:
    """Rows as eights of modules, the first module in the highest bit: (symbols, rows, eights)."""
    return rows.astype(">u8").view(np.uint8).reshape(*rows.shape, 8)


@lru_cache(maxsize=2 * _TABLES)
def _pieces(size: int, draw: Draw) -> "npt.NDArray[np.object_]":
    """What each eight of modules looks like: (rows, eights, patterns)."""
    pieces = np.full((size, -(-size // EIGHT), 1 << EIGHT), "", object)
    patterns = [list(one.runs()) for one in _PATTERNS]
    for y in range(size):
        for eight in range(pieces.shape[1]):
            x = eight * EIGHT
            pieces[y, eight] = ["".join([draw(x + begin, y, n) for begin, _, n in runs]) for runs in patterns]
    return pieces


def _pngs(modules: npt.NDArray[np.uint8], scale: int) -> Iterator[bytes]:
    """Every line of a row but its first is told as "like the one above" (PNG's filter 2), which is all zeros."""
    count, size, _ = modules.shape
    side = (size + 2 * QUIET_MODULES) * scale
    light = np.ones((count, size, size + 2 * QUIET_MODULES), np.uint8)
    light[:, :, QUIET_MODULES:-QUIET_MODULES] ^= modules
    lines = np.packbits(np.repeat(light, scale, axis=2), axis=2)
    picture = np.zeros((count, side, 1 + lines.shape[2]), np.uint8)
    picture[:, :, 0] = 2
    quiet = QUIET_MODULES * scale
    white = np.packbits(np.ones(side, np.uint8))
    begin, end = quiet, quiet + size * scale
    picture[:, [0, *range(begin, end + 1, scale)], 0] = 0
    picture[:, [0, end], 1:] = white
    picture[:, begin:end:scale, 1:] = lines
    head = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
    end_chunk = _chunk(b"IEND", b"")
    for one in picture:
        yield head + _chunk(b"IDAT", zlib.compress(one, 1)) + end_chunk


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
