"""Addresses of products, lots and labels (GS1 Digital Link URI syntax 1.6): `/01/{gtin}/10/{lot}/21/{serial}`.

A printed address is a promise, so reading is strict: what we never printed is malformed and says why. Mending belongs
to what a person types, see `serial_from_typed` and `lot_from_typed`. What the syntax allows and we have none of, a
variant (22) or a third party's serial (235), is read over: the address then names what is left of it.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from urllib.parse import unquote, unquote_plus

from gitrace.errors import Refusal
from gitrace.identifiers.gtin import parse_gtin14
from gitrace.identifiers.lot import check_addressable
from gitrace.identifiers.serial import parse_serial

NO_LABEL = "no-such-label"
"""Code for a serial without its lot: well formed, and no label of ours."""

_WITH_HOST = re.compile(r"https?://([^/?#]+)(/[^?#]*)", re.IGNORECASE)
_PAIR = re.compile(r"[^&;]+")
_IDENTIFIER = re.compile(r"[0-9]{2,4}")
_GS1_CHARACTERS = re.compile(r'[!"%-?A-Z_a-z]+')  # GS1 General Specifications, figure 7.11-1: the set of 82


def _reader(key: str, longest: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if len(text) > longest or not _GS1_CHARACTERS.fullmatch(text):
            sentence = "({key}) 的内容应为 1 至 {longest} 个字符，不含空格和汉字。"
            raise Refusal("qualifier-characters", sentence, None, key=key, longest=longest)
        return text

    return read


# In the order of a path. 235 stands apart: it follows the GTIN alone.
_READERS: Mapping[str, Callable[[str], str]] = {
    "01": parse_gtin14,
    "22": _reader("22", 20),
    "10": check_addressable,
    "21": parse_serial,
    "235": _reader("235", 28),
}
_PRINTED = (["01"], ["01", "10"], ["01", "10", "21"])
_PRINTED_READERS = (parse_gtin14, check_addressable, parse_serial)
_PLACES = {key: place for place, key in enumerate(_READERS)}
_FIELDS = {"01": "gtin", "10": "lot", "21": "serial"}


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
        if self.lot is None:
            return f"/01/{self.gtin}"
        lot = f"/01/{self.gtin}/10/{self.lot}"
        return lot if self.serial is None else f"{lot}/21/{self.serial}"

    def address(self, host: str, *, upper_case: bool) -> str:
        """The whole address as printed; upper case lets the QR symbol use its alphanumeric mode."""
        origin = f"https://{host}"
        return (origin.upper() if upper_case else origin.lower()) + self.path

    @property
    def element_string(self) -> str:
        """The text under the symbol: (01) … (10) … (21) …"""
        values = (("01", self.gtin), ("10", self.lot), ("21", self.serial))
        return " ".join(f"({key}) {value}" for key, value in values if value is not None)


def parse_path(path: str) -> DigitalLink:
    """An address's path, percent-decoded, without query; a slash at its end is read over.

    Raises Refusal, for the first wrong part from the left: "path" for another shape, "key-twice", "qualifier-order",
    "attribute-in-path", "value-missing", "qualifier-characters", those of `parse_gtin14`, `check_addressable` and
    `parse_serial`; at last NO_LABEL.
    """
    return _read(path.split("/"))


def parse_sent_path(path: str) -> DigitalLink:
    """The same, percent-encoded as it was sent: a slash within a value is no step of the path. Raises as
    `parse_path`.
    """
    return _read([unquote(part) for part in path.split("/")])


def parse_address(text: str) -> tuple[str, DigitalLink]:
    """A whole address as scanned or pasted: its host in lower case, and what its path names; the query is dropped.

    Raises Refusal("address") when there is no scheme or host, else as `parse_path`. Whether the host is ours is the
    caller's question.
    """
    match = _WITH_HOST.match(text.strip())
    if match is None:
        raise Refusal("address", "这不是一个完整的网址。", None)
    return match[1].lower(), parse_sent_path(match[2])


def parse_query(query: str, link: DigitalLink) -> list[tuple[str, str]]:
    """The names and values of a query, percent-decoded, in any order and with either separator (`&`, `;`).

    Names of digits are GS1's attributes (13, 17, …): each stands once, not in the path besides, and has a value.
    Raises Refusal("key-twice" | "value-missing").
    """
    pairs = [one.group().partition("=")[::2] for one in _PAIR.finditer(query)]
    read = [(unquote_plus(name), unquote_plus(value)) for name, value in pairs]
    seen = {key for key, field in _FIELDS.items() if getattr(link, field) is not None}
    for name, value in read:
        if _IDENTIFIER.fullmatch(name):
            _require_new(name, seen)
            _require_value(name, value)
            seen.add(name)
    return read


def _read(parts: list[str]) -> DigitalLink:
    if not parts[-1]:
        parts = parts[:-1]  # GS1-Conformant Resolver, 2.13
    if parts[:2] != ["", "01"] or not parts[2:]:
        raise _shapeless()
    if len(parts) % 2 and parts[1::2] in _PRINTED and all(parts[2:]):  # every scan comes this way
        return DigitalLink(*[reader(value) for reader, value in zip(_PRINTED_READERS, parts[2::2], strict=False)])
    found: dict[str, str] = {}
    for key, value in zip_longest(parts[1::2], parts[2::2], fillvalue=""):
        _require_place(key, found)
        _require_value(key, value)
        found[key] = _READERS[key](value)
    if "21" in found and "10" not in found:
        raise Refusal(NO_LABEL, "序列号要连同批次号一起查询。", "lot")
    return DigitalLink(found["01"], found.get("10"), found.get("21"))


def _require_place(key: str, found: Mapping[str, str]) -> None:
    _require_new(key, found)
    if key not in _READERS:
        if not _IDENTIFIER.fullmatch(key):
            raise _shapeless()
        raise Refusal("attribute-in-path", "({key}) 不能写在路径里；日期等属性应写在网址的问号之后。", None, key=key)
    alone = key == "235" and len(found) > 1
    if alone or any(_PLACES[key] < _PLACES[other] for other in found):
        sentence = "网址中 ({key}) 的位置不对：商品条码之后依次为 22、10、21；235 只能单独跟在商品条码之后。"
        raise Refusal("qualifier-order", sentence, _FIELDS.get(key), key=key)


def _require_new(key: str, seen: Iterable[str]) -> None:
    if key in seen:
        raise Refusal("key-twice", "网址中 ({key}) 出现了不止一次。", _FIELDS.get(key), key=key)


def _require_value(key: str, value: str) -> None:
    if not value:
        raise Refusal("value-missing", "网址中 ({key}) 后面没有内容。", _FIELDS.get(key), key=key)


def _shapeless() -> Refusal:
    return Refusal("path", "网址不完整，应形如 /01/商品条码/10/批次号/21/序列号。", None)
