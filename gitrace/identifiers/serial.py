"""The serial of a label (GS1 AI 21) and its scratch-off PIN: no row per label, a MAC in its place.

Twenty characters of Crockford base32: five for the label's number in its lot and GTIN, fifteen for the first 75 bits
of an HMAC-SHA256 under the lot's key. The lot's key is derived from the label master key, so that a leaked lot key
forges one lot only. What is printed here must verify for the life of the labels: the known answers are under test.
"""

import hmac
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gitrace.errors import Refusal

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 20
GREATEST_NUMBER = 32**5 - 1

_FORM = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}")
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
# Two characters at a time: half the steps when a run of a hundred thousand is made.
_PAIRS = [first + second for first in ALPHABET for second in ALPHABET]
_MISREAD = str.maketrans("OIL", "011")
_MAC_BITS = 75


@dataclass(frozen=True)
class LotKey:
    """The key of one GTIN in one lot; derive once, then make or check many."""

    gtin: str
    lot: str
    key: bytes = field(repr=False)

    @classmethod
    def derive(cls, master_key: bytes, gtin: str, lot: str) -> "LotKey":
        """HKDF-SHA256 (RFC 5869) of the 32-byte label master key, empty salt, 32 bytes out."""
        info = f"gitrace-lot-1\n{gtin}\n{lot}".encode("ascii")
        return cls(gtin, lot, HKDF(SHA256(), 32, salt=b"", info=info).derive(master_key))

    def serial(self, number: int) -> str:
        """The serial of label `number`, 1 to 33,554,431. Raises ValueError beyond: a run is checked before."""
        value = number << _MAC_BITS | self._mac(number)
        return "".join([_PAIRS[value >> shift & 1023] for shift in range(90, -1, -10)])

    def serials(self, first: int, last: int) -> Iterator[str]:
        """The serials of labels `first` to `last`, both included."""
        return map(self.serial, range(first, last + 1))

    def pin(self, number: int) -> str:
        """Six digits under the scratch-off layer: the first 8 bytes of the HMAC, modulo a million."""
        return f"{int.from_bytes(_finished(self._pins, number)[:8], 'big') % 1_000_000:06d}"

    def made(self, serial: str) -> bool:
        """Whether this key made the serial, which has passed `parse_serial`; takes the same time either way."""
        number, mac = split(serial)
        if number < 1:
            return False
        return hmac.compare_digest(mac.to_bytes(10, "big"), self._mac(number).to_bytes(10, "big"))

    def has_pin(self, number: int, pin: str) -> bool:
        """Whether `pin` is that of label `number`; takes the same time either way. Guesses are counted before."""
        return hmac.compare_digest(self.pin(number).encode(), pin.encode())

    def digest(self, number: int) -> bytes:
        """The HMAC of label `number`, of which its serial shows the first 75 bits. Raises ValueError as `serial`."""
        return _finished(self._labels, number)

    def _mac(self, number: int) -> int:
        return int.from_bytes(self.digest(number)[:10], "big") >> 5

    @cached_property
    def _labels(self) -> HMAC:
        return self._begun(b"gitrace-label-1")

    @cached_property
    def _pins(self) -> HMAC:
        return self._begun(b"gitrace-pin-1")

    def _begun(self, purpose: bytes) -> HMAC:
        """All of the message but the number, which is what the messages of a run differ by."""
        begun = HMAC(self.key, SHA256())
        begun.update(b"\n".join((purpose, self.gtin.encode(), self.lot.encode(), b"")))
        return begun


def _finished(begun: HMAC, number: int) -> bytes:
    if not 1 <= number <= GREATEST_NUMBER:
        raise ValueError(f"no label has number {number}")
    message = begun.copy()
    message.update(number.to_bytes(4, "big"))
    return message.finalize()


def label_serial(master_key: bytes, gtin: str, lot: str, number: int) -> str:
    """The serial of one label; for many, keep the `LotKey`."""
    return LotKey.derive(master_key, gtin, lot).serial(number)


def label_pin(master_key: bytes, gtin: str, lot: str, number: int) -> str:
    """The scratch-off PIN of one label."""
    return LotKey.derive(master_key, gtin, lot).pin(number)


def parse_serial(text: str, field: str = "serial") -> str:
    """A serial as an address carries it: lower case, O, I, L and U are malformed there, for we never printed them.

    Raises Refusal("serial-length" | "serial-characters").
    """
    if len(text) != LENGTH:
        raise Refusal("serial-length", "序列号应为 20 个字符，现为 {length} 个。", field, length=len(text))
    if not _FORM.fullmatch(text):
        raise Refusal("serial-characters", "序列号中有标签上不会出现的字符，请逐字核对。", field)
    return text


def serial_from_typed(text: str, field: str = "serial") -> str:
    """A serial read off a label by a person: case, width, spaces, hyphens ignored, O taken as 0, I and L as 1.

    Raises Refusal("serial-length" | "serial-characters").
    """
    bare = re.sub(r"[\s\-‐-―−]", "", unicodedata.normalize("NFKC", text))
    return parse_serial(bare.upper().translate(_MISREAD), field)


def split(serial: str) -> tuple[int, int]:
    """The label's number and the 75-bit MAC of a serial that has passed `parse_serial`."""
    value = 0
    for character in serial:
        value = value << 5 | _VALUE[character]
    return value >> _MAC_BITS, value & (1 << _MAC_BITS) - 1
