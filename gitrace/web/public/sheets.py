"""A page as text with gaps, rendered once: what only one scan knows is filled in with each."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

_TOKEN = secrets.token_hex(8)  # stands in no text of anybody's


def gap(name: str) -> str:
    """What a template is given in the place of the value `name`: letters and digits alone, so that nothing escapes or
    quotes it.
    """
    return f"{_TOKEN}{name}"


@dataclass(frozen=True)
class Sheet:
    """Text and names of gaps in turn."""

    pieces: tuple[str, ...]

    @classmethod
    def of(cls, html: str, **known: str) -> "Sheet":
        """Cut a rendered page at its gaps, and at each value of `known`, which must stand nowhere by chance."""
        names = {value: gap(name) for name, value in known.items()}
        pieces = re.split(f"({'|'.join([*map(re.escape, names), f'{_TOKEN}[a-z_]+'])})", html)
        return cls(tuple(names.get(piece, piece) for piece in pieces))

    def filled(self, values: Mapping[str, str]) -> str:
        """The page. `values`, by name, are written as they are."""
        told = {gap(name): value for name, value in values.items()}
        return "".join([told.get(piece, piece) for piece in self.pieces])
