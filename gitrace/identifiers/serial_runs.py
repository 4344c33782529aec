"""Serials by the hundred thousand: the same as `LotKey` makes and checks one by one, spelt and compared together."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from gitrace.identifiers.serial import ALPHABET, LENGTH, LotKey

Codes = npt.NDArray[np.uint8]
"""Serials as places of their characters in `ALPHABET`: (serials, 20)."""

_NUMBER = 5
"""Characters of the plain number; those behind them are the MAC."""
_BITS = np.array([16, 8, 4, 2, 1], np.uint8)
_SHIFTS = np.array([20, 15, 10, 5, 0])
_CHARACTERS = np.frombuffer(ALPHABET.encode(), np.uint8)
_PLACES = np.zeros(128, np.uint8)
_PLACES[_CHARACTERS] = np.arange(len(ALPHABET))


def serials_of(key: LotKey, numbers: Sequence[int]) -> list[str]:
    """The serial of each label. Raises ValueError as `LotKey.serial`."""
    spelt = _CHARACTERS[_made(key, numbers)].tobytes().decode("ascii")
    return [spelt[at : at + LENGTH] for at in range(0, len(spelt), LENGTH)]


def made_by(key: LotKey, serials: Sequence[str]) -> list[bool]:
    """Whether this key made each of the serials, which have passed `parse_serial`."""
    codes = codes_of(serials)
    numbers = (codes[:, :_NUMBER].astype(np.int64) << _SHIFTS).sum(axis=1)
    # Number 0 is no label's: its serial is held against another's, which it cannot equal.
    right = (codes == _made(key, np.maximum(numbers, 1).tolist())).all(axis=1)
    return list(map(bool, right))


def codes_of(serials: Sequence[str]) -> Codes:
    """The codes of serials that have passed `parse_serial`."""
    return _PLACES[np.frombuffer("".join(serials).encode("ascii"), np.uint8)].reshape(-1, LENGTH)


def _made(key: LotKey, numbers: Sequence[int]) -> Codes:
    digests = np.frombuffer(b"".join(map(key.digest, numbers)), np.uint8).reshape(-1, 32)
    codes = np.empty((len(digests), LENGTH), np.uint8)
    codes[:, :_NUMBER] = np.array(numbers, np.int64).reshape(-1, 1) >> _SHIFTS & 31
    bits = np.unpackbits(digests[:, :10], axis=1, count=75)
    codes[:, _NUMBER:] = bits.reshape(len(digests), LENGTH - _NUMBER, len(_BITS)) @ _BITS
    return codes
