"""The orders in which a list may stand, declared once: for the address, for the reader, for the database."""

from enum import StrEnum
from typing import Any, Self


class Sort(StrEnum):
    """One order: its name in an address, the key of the column by whose head it is asked (empty: by none), its words
    and what the database orders by. Of two orders with one head the first is asked first, the other by asking again.
    """

    head: str
    words: str
    columns: tuple[Any, ...]

    def __new__(cls, name: str, head: str, words: str, *columns: Any) -> Self:
        one = str.__new__(cls, name)
        one._value_, one.head, one.words, one.columns = name, head, words, columns
        return one

    @classmethod
    def choices(cls) -> dict[Self, str]:
        """Every order with its words, to choose from."""
        return {one: one.words for one in cls}

    @classmethod
    def heads(cls) -> dict[str, tuple[str, str]]:
        """By the key of a column: the order that its head asks first, and the one that it asks next."""
        found: dict[str, tuple[str, ...]] = {}
        for one in cls:
            if one.head:
                found[one.head] = (*found.get(one.head, ()), one.value)
        return {head: (first, second) for head, (first, second) in found.items()}
