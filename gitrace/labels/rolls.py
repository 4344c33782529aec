"""Runs as rules see them: which of their numbers a range holds, what state those are in, what they take.

Grams are whole grams of shoots.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gitrace.deliveries.weight import jin
from gitrace.errors import Refusal
from gitrace.labels.ranges import Piece, Span, count, inside, unmarked
from gitrace.labels.tables import RangeState


@dataclass(frozen=True)
class Roll:
    """A run as rules see it: its numbers, what one label takes, and the pieces that are in use or ended.

    `cartons`: by number, what those take that take something of their own.
    """

    run_id: int
    gtin: str
    first: int
    last: int
    shoot_g: int
    pieces: tuple[Piece, ...]
    cartons: Mapping[int, int] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Labels in all."""
        return self.last - self.first + 1

    def grams(self, first: int, last: int) -> int:
        """What labels `first` to `last` take, none of them where `last` lies before."""
        own = [grams for number, grams in self.cartons.items() if first <= number <= last]
        return (last - first + 1 - len(own)) * self.shoot_g + sum(own)


@dataclass(frozen=True)
class Part:
    """Numbers of one roll, as much of an asked range as falls into it."""

    roll: Roll
    first: int
    last: int

    @property
    def size(self) -> int:
        """Labels in it."""
        return self.last - self.first + 1

    @property
    def grams(self) -> int:
        """What they take when they are put in use."""
        return self.roll.grams(self.first, self.last)

    def taken_by(self, labels: int) -> int:
        """What its first labels take together."""
        return self.roll.grams(self.first, self.first + labels - 1)

    @property
    def pieces(self) -> list[Piece]:
        """What of it is in use or ended."""
        return inside(self.roll.pieces, self.first, self.last)


def parts_of(rolls: Iterable[Roll], first: int, last: int) -> list[Part]:
    """An asked range over the runs that hold it. Raises Refusal("range-backward" | "range-not-issued")."""
    if first > last:
        raise Refusal("range-backward", "止号不能小于起号。", "last")
    rolls = sorted(rolls, key=lambda roll: roll.first)
    parts = [
        Part(roll, max(first, roll.first), min(last, roll.last))
        for roll in rolls
        if roll.first <= last and roll.last >= first
    ]
    if sum(part.size for part in parts) != last - first + 1:
        greatest = max((roll.last for roll in rolls), default=0)
        raise Refusal("range-not-issued", "这些序号还没有全部签发，最大序号为 {greatest}。", "last", greatest=greatest)
    return parts


def require_unused(parts: Iterable[Part]) -> None:
    """Every label is printed and nothing more. Raises Refusal("label-in-use" | "label-ended") naming the first."""
    for part in parts:
        for piece in part.pieces:
            if piece.mark.state is RangeState.IN_USE:
                raise Refusal("label-in-use", "序号 {number} 起的标签已经启用。", "first", number=piece.first)
            raise Refusal("label-ended", "序号 {number} 起的标签已作废或退回。", "first", number=piece.first)


def require_none_ended(parts: Iterable[Part]) -> None:
    """Every label is printed or in use. Raises Refusal("label-ended") naming the first that is neither."""
    for part in parts:
        for piece in part.pieces:
            if piece.mark.state is not RangeState.IN_USE:
                raise Refusal("label-ended", "序号 {number} 起的标签已作废或退回。", "first", number=piece.first)


def require_in_use(parts: Iterable[Part]) -> None:
    """Every label is in use. Raises Refusal("label-not-in-use" | "label-ended") naming the first that is not."""
    for part in parts:
        for first, _ in unmarked(part.roll.pieces, part.first, part.last):
            raise Refusal("label-not-in-use", "序号 {number} 起的标签没有启用。", "first", number=first)
        for piece in part.pieces:
            if piece.mark.state is not RangeState.IN_USE:
                raise Refusal("label-ended", "序号 {number} 起的标签已作废或退回。", "first", number=piece.first)


def grams_of(parts: Iterable[Part]) -> int:
    """What the labels take together."""
    return sum(part.grams for part in parts)


def require_grams(parts: Sequence[Part], left_g: int) -> None:
    """The whole range or nothing. Raises Refusal("lot-overdrawn") saying how many of it the lot's grams cover."""
    if grams_of(parts) > left_g:
        raise Refusal(
            "lot-overdrawn",
            "批次里只剩 {left} 斤，从起号开始只够启用 {fits} 枚，本次未启用。",
            "last",
            left=jin(left_g),
            fits=fitting(parts, left_g),
        )


def fitting(parts: Iterable[Part], left_g: int) -> int:
    """How many labels from the first on the grams cover."""
    fits = 0
    for part in parts:
        some = bisect_right(range(1, part.size + 1), left_g, key=part.taken_by)
        fits += some
        left_g -= part.taken_by(some)
        if some < part.size:
            break
    return fits


def needed(part: Part, grams: int) -> int:
    """How many of its labels from the first on take as much as that together."""
    return bisect_left(range(part.size + 1), grams, key=part.taken_by)


def unused_spans(roll: Roll) -> list[Span]:
    """What of a run is printed and nothing more."""
    return unmarked(roll.pieces, roll.first, roll.last)


@dataclass(frozen=True)
class Tally:
    """Labels of a run, of a GTIN in a lot, or of a lot, by what became of them."""

    printed: int = 0
    in_use: int = 0
    void: int = 0
    returned: int = 0

    @property
    def left(self) -> int:
        """On hand: printed and nothing more."""
        return self.printed - self.in_use - self.void - self.returned

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.printed + other.printed,
            self.in_use + other.in_use,
            self.void + other.void,
            self.returned + other.returned,
        )


def tally(rolls: Iterable[Roll]) -> Tally:
    """All labels of some runs."""
    total = Tally()
    for roll in rolls:
        states = {state: count(_spans(roll, state)) for state in RangeState}
        total += Tally(roll.size, states[RangeState.IN_USE], states[RangeState.VOID], states[RangeState.RETURNED])
    return total


def _spans(roll: Roll, state: RangeState) -> list[Span]:
    return [(one.first, one.last) for one in roll.pieces if one.mark.state is state]
