"""Addresses of products, lots and labels (GS1 Digital Link URI syntax 1.6): `/01/{gtin}/10/{lot}/21/{serial}`.

A printed address is a promise, so reading is strict: what we never printed is malformed and says why. Mending belongs
to what a person types, see `serial_from_typed` and `lot_from_typed`.
"""

import re
from dataclasses import dataclass

from gitrace.errors import Refusal
from gitrace.identifiers.gtin import parse_gtin14
from gitrace.identifiers.lot import check_addressable
from gitrace.identifiers.serial import parse_serial

_WITH_HOST = re.compile(r"https?://([^/?#]+)(/[^?#]*)", re.IGNORECASE)
_KEYS = ("01", "10", "21")
_READERS = (parse_gtin14, check_addressable, parse_serial)


@dataclass(frozen=True)
class DigitalLink:
    """What an address names: a product, a lot of it, or one label of that lot."""

    gtin: str
    lot: str | None = None
    serial: str | None = None

    def __post_init__(self) -> None:
        if self.serial is not None and self.lot is None:
            raise ValueError("a serial counts within its lot")

    @property
    def path(self) -> str:
        """The path, which is digits and capitals whatever the settings."""
        values = (self.gtin, self.lot, self.serial)
        return "".join(f"/{key}/{value}" for key, value in zip(_KEYS, values, strict=True) if value is not None)

    def address(self, host: str, *, upper_case: bool) -> str:
        """The whole address as printed; upper case lets the QR symbol use its alphanumeric mode."""
        origin = f"https://{host}"
        return (origin.upper() if upper_case else origin.lower()) + self.path

    @property
    def element_string(self) -> str:
        """The text under the symbol: (01) … (10) … (21) …"""
        values = (self.gtin, self.lot, self.serial)
        return " ".join(f"({key}) {value}" for key, value in zip(_KEYS, values, strict=True) if value is not None)


def parse_path(path: str) -> DigitalLink:
    """An address's path, percent-decoded, without query.

    Raises Refusal with code "path" for another shape, and those of `parse_gtin14`, `check_addressable` and
    `parse_serial` for a part that is wrong; the first wrong part from the left is named.
    """
    parts = path.split("/")
    keys, values = tuple(parts[1::2]), parts[2::2]
    if parts[0] or keys != _KEYS[: len(values)] or not values:
        raise Refusal("path", "网址不完整，应形如 /01/商品条码/10/批次号/21/序列号。", None)
    read = [reader(value) for reader, value in zip(_READERS, values, strict=False)]
    return DigitalLink(*read)


def parse_address(text: str) -> tuple[str, DigitalLink]:
    """A whole address as scanned or pasted: its host in lower case, and what its path names; the query is dropped.

    Raises Refusal("address") when there is no scheme or host, else as `parse_path`. Whether the host is ours is the
    caller's question.
    """
    match = _WITH_HOST.match(text.strip())
    if match is None:
        raise Refusal("address", "这不是一个完整的网址。", None)
    return match[1].lower(), parse_path(match[2])
