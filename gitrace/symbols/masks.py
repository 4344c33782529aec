"""Which of the eight masks a symbol takes: the penalties of ISO/IEC 18004, 7.8.3, for many symbols at once.

`qrcode` decides which symbol is right, so points are given as it gives them: for a symbol whose format and version
bits are still light, without quiet zone. Every line, a row or a column, is one 64-bit word, its first module in the
highest bit; what lies beyond the last module is 0.
"""

import numpy as np
import numpy.typing as npt

MASKS = 8

Words = npt.NDArray[np.uint64]
Points = npt.NDArray[np.uint16]
"""57 modules a side cannot have more than some 50,000."""


class Masks:
    """The masks of one symbol size. `light`: the modules under each mask, (8, rows then columns)."""

    def __init__(self, light: Words) -> None:
        size = light.shape[1] // 2
        self._size = size
        self._light = light
        # Whether a module equals the next one is linear in the modules, so that a mask only flips the answer.
        self._changed = (light ^ light << np.uint64(1)) & _first(size - 1)
        self._changed_below = light[:, : size - 1] ^ light[:, 1:size]
        self._balance = np.array([_balance_points(dark, size) for dark in range(size * size + 1)], np.uint16)

    def best(self, lines: Words) -> npt.NDArray[np.intp]:
        """The first mask of fewest points for each symbol. `lines`: (rows then columns, symbols), as if unmasked."""
        changed = (lines ^ lines << np.uint64(1)) & _first(self._size - 1)
        changed_below = lines[: self._size - 1] ^ lines[1 : self._size]
        points = [self._points(mask, lines, changed, changed_below) for mask in range(MASKS)]
        best: npt.NDArray[np.intp] = np.argmin(np.array(points), axis=0)
        return best

    def _points(self, mask: int, lines: Words, changed: Words, changed_below: Words) -> Points:
        size = self._size
        dark = lines ^ self._light[mask, :, None]
        change = changed ^ self._changed[mask, :, None]
        same: Words = change ^ _first(size - 1)
        twice = same & same << np.uint64(1)
        apart: Words = changed_below ^ self._changed_below[mask, :, None]
        squares = same[: size - 1] & same[1:size] & ~apart
        points: Points = _run_points(twice) + 40 * _finders(dark, change, twice & same << np.uint64(2), twice)
        points += 3 * _count(squares) + self._balance[_count(dark[:size])]
        return points


def _run_points(twice: Words) -> Points:
    """Runs of five modules and more: three points, and one for each module above five.

    Bits of `five` begin a stretch of five alike, so a run of n has n - 4 of them in a row.
    """
    five = twice & twice << np.uint64(2)
    return 3 * _count(five) - 2 * _count(five & five << np.uint64(1))


def _finders(dark: Words, change: Words, thrice: Words, twice: Words) -> Points:
    """Stretches like a finder's 1:1:3:1:1 with four light modules before or behind."""
    changes = change & change << np.uint64(1)
    finder = changes & twice << np.uint64(2) & changes << np.uint64(4) & dark
    light = thrice & ~dark
    # One begins dark and the other light, so that no bit stands for both.
    return _count(finder & light << np.uint64(7) | light & finder << np.uint64(4))


def _balance_points(dark: int, size: int) -> int:
    return int(abs(dark / size**2 * 100 - 50) / 5) * 10


def _count(words: Words) -> Points:
    """Bits set in all lines of each symbol."""
    counted: Points = np.bitwise_count(words).sum(axis=0, dtype=np.uint16)
    return counted


def _first(modules: int) -> np.uint64:
    """A word of so many modules, all dark."""
    return np.uint64((1 << 64) - (1 << 64 - modules))
