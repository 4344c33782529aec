"""A PDF of any number of pages, written in parts; ISO 32000-1. It knows nothing of labels.

Three steps, which different processes may take:

1. `Shared` gathers what all pages share, fonts and fixed drawings, and `Pages` says how many there are and what is
   drawn on each.
2. `Pages.part(first, last)` makes the objects of some pages. What number an object bears follows from its page's place
   in the document, and where it will lie is not told in it: a part is the same bytes whenever it is made, whatever was
   made before it. It begins with the lengths of its objects, so that a file of it is all that joining needs.
3. `Pages.join(parts, file)` writes head, parts in their order, cross-reference table and trailer. Parts are copied
   through; of each object only its place is kept in memory.

There is no clock and no chance in it: the same pages are the same bytes, the document's /ID with them.
"""

import hashlib
import io
import struct
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import BinaryIO

_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_CATALOG, _ROOT, _INFO = 1, 2, 3
_OBJECTS_A_PAGE = 2
_KIDS = 256
"""Pages below one node of the page tree: a flat list of a million is slow to open."""
_PACKED = 5  # 6 takes twice the time for a fifth less
_CHUNK = 1 << 20
_LONGEST = 10**10 - 1
"""Bytes of a file whose places ten digits can tell."""


@dataclass(frozen=True, kw_only=True)
class Description:
    """What the document says of itself, and is told apart by. `made_on`: aware, the only time in the file."""

    title: str
    subject: str
    keywords: str
    made_on: datetime


@dataclass
class Shared:
    """Objects that pages share, numbered as they come, and the resources that name them."""

    objects: list[bytes] = field(default_factory=list)
    fonts: dict[str, int] = field(default_factory=dict)
    forms: dict[str, int] = field(default_factory=dict)

    def add(self, content: bytes) -> int:
        """The number of a new object."""
        self.objects.append(content)
        return _INFO + len(self.objects)

    def add_stream(self, content: bytes, entries: str = "") -> int:
        """The number of a new stream. `entries`: of its dictionary, besides length and filter."""
        return self.add(_stream(content, entries))

    @property
    def resources(self) -> str:
        """What a page, or a form, may name."""
        fonts, forms = _names(self.fonts), _names(self.forms)
        return f"<</Font<<{fonts}>>/XObject<<{forms}>>>>"


@dataclass(frozen=True)
class Pages:
    """`size`: of every page, in points; `count`: of pages, counted from 0; `draw`: the contents of pages `first` up to
    but not including `last`, one by one.
    """

    shared: Shared
    description: Description
    size: tuple[float, float]
    count: int
    draw: Callable[[int, int], Iterator[bytes]]

    def part(self, first: int, last: int) -> bytes:
        """Pages `first` up to but not including `last`, framed by the lengths of their objects."""
        objects = []
        for page, content in enumerate(self.draw(first, last), first):
            number = self._first_page + _OBJECTS_A_PAGE * page
            node = self._first_node + page // _KIDS
            objects.append(_object(number, f"<</Type/Page/Parent {node} 0 R/Contents {number + 1} 0 R>>".encode()))
            objects.append(_object(number + 1, _stream(content)))
        if len(objects) != _OBJECTS_A_PAGE * (last - first):
            raise ValueError("not every page was drawn")
        return struct.pack(f"<I{len(objects)}I", len(objects), *map(len, objects)) + b"".join(objects)

    def join(self, parts: Iterable[BinaryIO], file: BinaryIO) -> None:
        """The whole document, from all of its parts in their order. Raises ValueError when pages are missing."""
        places = array("Q")
        at = file.write(_HEADER)
        for number, content in enumerate(self._head(), _CATALOG):
            places.append(at)
            at += file.write(_object(number, content))
        for part in parts:
            for length in _lengths(part):
                places.append(at)
                at += length
            while chunk := part.read(_CHUNK):
                file.write(chunk)
        if len(places) != self._first_page - 1 + _OBJECTS_A_PAGE * self.count:
            raise ValueError("the parts do not hold every page once")
        if at > _LONGEST:
            raise ValueError("too long for a cross-reference table")
        file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1))
        for begin in range(0, len(places), _CHUNK):
            file.write(b"".join(b"%010d 00000 n \n" % place for place in places[begin : begin + _CHUNK]))
        file.write(self._trailer(len(places) + 1, at))

    def whole(self) -> bytes:
        """A document small enough to be held."""
        file = io.BytesIO()
        self.join([io.BytesIO(self.part(0, self.count))], file)
        return file.getvalue()

    @property
    def _first_node(self) -> int:
        return _INFO + len(self.shared.objects) + 1

    @property
    def _first_page(self) -> int:
        return self._first_node + self._nodes

    @property
    def _nodes(self) -> int:
        return -(-self.count // _KIDS)

    def _head(self) -> Iterator[bytes]:
        width, height = (f"{length:.4f}" for length in self.size)
        nodes = range(self._first_node, self._first_page)
        yield (
            f"<</Type/Catalog/Pages {_ROOT} 0 R/Lang(zh-CN)"
            "/ViewerPreferences<</PrintScaling/None/DisplayDocTitle true>>>>"
        ).encode()
        yield (
            f"<</Type/Pages/Count {self.count}/Kids[{_references(nodes)}]/MediaBox[0 0 {width} {height}]"
            f"/Resources{self.shared.resources}>>"
        ).encode()
        yield self._info()
        yield from self.shared.objects
        for node in range(self._nodes):
            kids = range(_KIDS * node, min(_KIDS * (node + 1), self.count))
            pages = _references(self._first_page + _OBJECTS_A_PAGE * page for page in kids)
            yield f"<</Type/Pages/Parent {_ROOT} 0 R/Count {len(kids)}/Kids[{pages}]>>".encode()

    def _info(self) -> bytes:
        told = self.description
        texts = {"Title": told.title, "Subject": told.subject, "Keywords": told.keywords, "Creator": "gitrace"}
        entries = "".join(f"/{name}{_text(text)}" for name, text in texts.items())
        return f"<<{entries}/CreationDate({told.made_on.astimezone(UTC):D:%Y%m%d%H%M%SZ})>>".encode()

    def _trailer(self, size: int, xref: int) -> bytes:
        name = hashlib.sha256(self._info()).hexdigest()[:32]
        return (
            f"trailer\n<</Size {size}/Root {_CATALOG} 0 R/Info {_INFO} 0 R/ID[<{name}><{name}>]>>\n"
            f"startxref\n{xref}\n%%EOF\n"
        ).encode()


def in_points(length: int) -> float:
    """Micrometres as PDF counts, 72 to the inch."""
    return length * 72 / 25_400


def _object(number: int, content: bytes) -> bytes:
    return b"%d 0 obj\n%b\nendobj\n" % (number, content)


def _stream(content: bytes, entries: str = "") -> bytes:
    packed = zlib.compress(content, _PACKED)
    return b"<</Length %d/Filter/FlateDecode%b>>stream\n%b\nendstream" % (len(packed), entries.encode(), packed)


def _lengths(part: BinaryIO) -> tuple[int, ...]:
    (count,) = struct.unpack("<I", part.read(4))
    return struct.unpack(f"<{count}I", part.read(4 * count))


def _references(numbers: Iterable[int]) -> str:
    return " ".join(f"{number} 0 R" for number in numbers)


def _names(objects: dict[str, int]) -> str:
    return "".join(f"/{name} {number} 0 R" for name, number in objects.items())


def _text(text: str) -> str:
    """A text string: as it stands where it is ASCII, so that a search finds it, else UTF-16."""
    if text.isascii() and text.isprintable() and not set(text) & set("()\\"):
        return f"({text})"
    return f"<{(chr(0xFEFF) + text).encode('utf-16-be').hex().upper()}>"
