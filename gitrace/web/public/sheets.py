"""A page with gaps, rendered once: what only one scan knows is filled in with each."""

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_TOKEN = secrets.token_hex(8)  # stands in no text of anybody's


def gap(name: str) -> str:
    """What a template is given in the place of the value `name`: letters and digits alone, so that nothing escapes or
    quotes it.
    """
    return f"{_TOKEN}{name}"


@dataclass(frozen=True)
class Head:
    """Status and headers of a page that was answered once, for others of its kind. `naming`: the headers that name the
    page's path, cut at it.
    """

    status: str
    fixed: tuple[tuple[str, str], ...]
    naming: tuple[tuple[str, tuple[str, ...]], ...]

    @classmethod
    def of(cls, status: str, headers: Iterable[tuple[str, str]], path: str) -> "Head":
        """The head of an answer at `path`."""
        kept = [(name, value) for name, value in headers if name != "Content-Length"]
        naming = tuple((name, tuple(value.split(path))) for name, value in kept if path in value)
        return cls(status, tuple(header for header in kept if path not in header[1]), naming)

    def filled(self, path: str, length: int) -> list[tuple[str, str]]:
        """The headers of a page of `length` bytes at another path."""
        naming = [(name, path.join(pieces)) for name, pieces in self.naming]
        return [*self.fixed, *naming, ("Content-Length", str(length))]


@dataclass
class Sheet:
    """Text and names of gaps in turn, in UTF-8. `head`: as the whole was answered, once it was."""

    pieces: tuple[bytes, ...]
    head: Head | None = None

    @classmethod
    def of(cls, html: str, **known: str) -> "Sheet":
        """Cut a rendered page at its gaps, and at each value of `known`, which must stand nowhere by chance."""
        names = {value: gap(name) for name, value in known.items()}
        pieces = re.split(f"({'|'.join([*map(re.escape, names), f'{_TOKEN}[a-z_]+'])})", html)
        return cls(tuple(names.get(piece, piece).encode() for piece in pieces))

    def filled(self, values: Mapping[str, str]) -> bytes:
        """The page. `values`, by name, are written as they are."""
        told = {gap(name).encode(): value.encode() for name, value in values.items()}
        return b"".join([told.get(piece, piece) for piece in self.pieces])
