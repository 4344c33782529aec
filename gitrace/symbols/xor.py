"""Symbols of many serials under one prefix, bit for bit those of `qrcode`, two hundred times as fast.

Modules are affine over GF(2) in the bits of the text: padding and Reed-Solomon code are linear, masks and patterns
constant. So `qrcode` itself draws one symbol for each bit that a serial can change, and what those symbols differ by
is put together again for each serial by XOR. Each table is tried against `qrcode` when it is built.
"""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from qrcode.util import ALPHA_NUM, BitBuffer, QRData  # type: ignore[import-untyped]

from gitrace.identifiers.serial import ALPHABET, LENGTH
from gitrace.identifiers.serial_runs import Codes, codes_of
from gitrace.symbols.masks import MASKS, Masks, Words
from gitrace.symbols.symbol import Level, coded, matrix

_TRIED = 8
_AT_ONCE = 256  # symbols; what is worked on then stays in a processor's second cache


class SymbolTable:
    """What each part of a serial adds to the lines, rows and then columns, of the symbol of `prefix`.

    Raises ValueError, as `qrcode` does, when the version does not hold prefix and serial.
    """

    def __init__(self, prefix: str, level: Level, version: int | None = None) -> None:
        origin = _Origin(prefix, level, version)
        self.size = origin.size
        self._asked = prefix, level, version
        self._masks = Masks(np.array([origin.lines(mask, unfinished=True) for mask in range(MASKS)]))
        self._finished = np.array([origin.lines(mask)[: self.size] for mask in range(MASKS)])
        self._parts = list(_parts(origin))

    def rows(self, codes: Codes) -> Words:
        """The rows of the serials' symbols: (serials, rows)."""
        made = [self._some_rows(codes[at : at + _AT_ONCE]) for at in range(0, len(codes), _AT_ONCE)]
        return np.concatenate(made) if made else np.empty((0, self.size), np.uint64)

    def agrees(self) -> bool:
        """Whether the symbols of a few random serials are those of `qrcode`."""
        prefix, level, version = self._asked
        serials = ["".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(_TRIED)]
        right = [packed(matrix(prefix + serial, level, version).rows) for serial in serials]
        return np.array_equal(self.rows(codes_of(serials)), np.array(right))

    def _some_rows(self, codes: Codes) -> Words:
        lines = self._parts[0].of(codes)
        for part in self._parts[1:]:
            lines ^= part.of(codes)
        best = self._masks.best(np.ascontiguousarray(lines.T))
        finished: Words = lines[:, : self.size] ^ self._finished[best]
        return finished


def packed(rows: Sequence[Sequence[int] | bytes]) -> Words:
    """Each row of modules as one word, its first module in the highest bit."""
    modules = np.array([list(row) for row in rows], np.uint8)
    wide = np.zeros((len(modules), 64), np.uint8)
    wide[:, : modules.shape[1]] = modules
    return np.packbits(wide, axis=1).view(">u8").ravel().astype(np.uint64)


@dataclass(frozen=True, eq=False)
class _Part:
    """One or two characters of a serial. `lines`: what they add, by their code."""

    first: int
    last: int
    lines: Words

    def of(self, codes: Codes) -> Words:
        """What these characters add to the lines of each serial."""
        index = codes[:, self.first].astype(np.intp)
        return self.lines[index if self.first == self.last else index << 5 | codes[:, self.last]]


class _Origin:
    """The symbol of `prefix` with a serial of zeros, from which all others are told by their differences."""

    def __init__(self, prefix: str, level: Level, version: int | None) -> None:
        self._symbol = coded(prefix + ALPHABET[0] * LENGTH, level, version)
        self.size = self._symbol.version * 4 + 17
        self.tail: str = self._symbol.data_list[-1].data.decode("ascii")
        self._plain = self.lines(0)

    def lines(self, mask: int, *, unfinished: bool = False) -> Words:
        """Rows and columns under a mask. `unfinished`: as `qrcode` rates them, format and version still light."""
        self._symbol.makeImpl(unfinished, mask)
        modules = np.array(self._symbol.modules, np.uint8)
        return packed([*modules, *modules.T])

    def difference(self, bit: int) -> Words:
        """The lines that change when one bit of the tail, the alphanumeric segment, is turned."""
        plain = self._symbol.data_list[-1]
        self._symbol.data_list[-1], self._symbol.data_cache = _Turned(plain, bit), None
        turned = self.lines(0)
        self._symbol.data_list[-1], self._symbol.data_cache = plain, None
        return turned ^ self._plain


class _Turned(QRData):  # type: ignore[misc]
    """A segment that writes one of its bits the wrong way round."""

    def __init__(self, segment: QRData, bit: int) -> None:
        super().__init__(segment.data, mode=segment.mode)
        self._bit = bit

    def write(self, buffer: BitBuffer) -> None:
        at = len(buffer) + self._bit
        super().write(buffer)
        buffer.buffer[at // 8] ^= 0x80 >> at % 8


def _parts(origin: _Origin) -> Iterator[_Part]:
    """Alphanumeric mode writes two characters in 11 bits and a last one in 6; pairs count from the tail's beginning.

    Behind a prefix of odd length the first character shares its pair with the prefix's last, and the last stands alone.
    """
    end = len(origin.tail)
    begin = end - LENGTH
    for at in range(begin // 2 * 2, end, 2):
        shared, alone = at < begin, at + 1 == end
        before = _VALUE[origin.tail[at]] * 45 if shared else 0
        values = np.array([before + one for one in _VALUES] if shared or alone else _PAIRS)
        lines = _added(origin, values, first_bit=at // 2 * 11, bits=6 if alone else 11)
        yield _Part(max(at - begin, 0), min(at - begin + 1, LENGTH - 1), lines)


def _added(origin: _Origin, values: npt.NDArray[np.int64], *, first_bit: int, bits: int) -> Words:
    """What each of the values adds to the lines, where the first of them stands in the origin."""
    differing = values ^ values[0]
    added = np.zeros((len(values), 2 * origin.size), np.uint64)
    for bit in range(bits):
        turned = differing >> bits - 1 - bit & 1
        if turned.any():
            added[turned == 1] ^= origin.difference(first_bit + bit)
    return added


_VALUE = {character: value for value, character in enumerate(ALPHA_NUM.decode())}
_VALUES = [_VALUE[character] for character in ALPHABET]
_PAIRS = [45 * first + second for first in _VALUES for second in _VALUES]
