"""Ranges of label numbers inside a run: laid over one another, cut and merged, never overlapping. Pure.

What no piece covers is printed and not in use. Numbers count from 1, both ends belong to a range.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from gitrace.clock import shanghai_day
from gitrace.labels.tables import RangeState

Span = tuple[int, int]
"""First and last number."""


@dataclass(frozen=True)
class Mark:
    """What is said of each label of a piece. Instants are aware; `reason` is a `gitrace.labels.tables.Ending`."""

    state: RangeState
    in_use_at: datetime | None = None
    ended_at: datetime | None = None
    reason: str | None = None
    note: str | None = None

    def reads_as(self, other: "Mark") -> bool:
        """Whether both say the same to the day: a roll put in use in the course of a morning is one range."""
        return self._to_the_day == other._to_the_day

    @property
    def _to_the_day(self) -> tuple[object, ...]:
        days = [instant and shanghai_day(instant) for instant in (self.in_use_at, self.ended_at)]
        return (self.state, self.reason, self.note, *days)


@dataclass(frozen=True)
class Piece:
    """Numbers `first` to `last`, all under one mark."""

    first: int
    last: int
    mark: Mark

    @property
    def count(self) -> int:
        """Labels in it."""
        return self.last - self.first + 1


def inside(pieces: Iterable[Piece], first: int, last: int) -> list[Piece]:
    """The parts of pieces that lie between two numbers, in order."""
    cut = (replace(one, first=max(one.first, first), last=min(one.last, last)) for one in pieces)
    return sorted((one for one in cut if one.count > 0), key=_first)


def outside(pieces: Iterable[Piece], first: int, last: int) -> list[Piece]:
    """The parts that lie before and after."""
    pieces = list(pieces)
    greatest = max((one.last for one in pieces), default=0)
    return [*inside(pieces, 1, first - 1), *inside(pieces, last + 1, greatest)]


def unmarked(pieces: Iterable[Piece], first: int, last: int) -> list[Span]:
    """What between two numbers is not in use and not ended."""
    gaps, start = [], first
    for one in inside(pieces, first, last):
        if start < one.first:
            gaps.append((start, one.first - 1))
        start = one.last + 1
    return [*gaps, (start, last)] if start <= last else gaps


def laid(pieces: Sequence[Piece], added: Iterable[Piece]) -> list[Piece]:
    """The pieces with others laid over them; neighbours that read the same become one."""
    whole = list(pieces)
    for one in added:
        whole = [*outside(whole, one.first, one.last), one]
    return _merged(whole)


def _merged(pieces: Iterable[Piece]) -> list[Piece]:
    merged: list[Piece] = []
    for one in sorted(pieces, key=_first):
        before = merged[-1] if merged else None
        if before and before.last + 1 == one.first and before.mark.reads_as(one.mark):
            merged[-1] = replace(before, last=one.last)
        else:
            merged.append(one)
    return merged


def count(spans: Iterable[Span]) -> int:
    """Labels in all."""
    return sum(last - first + 1 for first, last in spans)


def joined(spans: Iterable[Span]) -> list[list[int]]:
    """Spans in order, those that touch as one; as lists, the way events hold them."""
    whole: list[list[int]] = []
    for first, last in sorted(spans):
        if whole and whole[-1][1] + 1 == first:
            whole[-1][1] = last
        else:
            whole.append([first, last])
    return whole


def _first(piece: Piece) -> int:
    return piece.first
