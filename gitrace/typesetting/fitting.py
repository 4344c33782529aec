"""Fitting a text into a width: by size, by a second line, at last by an ellipsis. Everything is measured."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from gitrace.typesetting.typeface import Cut

ELLIPSIS = "…"
_STEP = 88  # a quarter of a point, in micrometres

_DANGLING = "·・（《“〔、，-—/ "
# A firm's name is read in two parts, and an announcement as authority and number: the better line break.
_WELCOME = re.compile(
    r"(?=农民专业合作)|(?<!农民)(?=专业合作社)|(?=家庭农场)|(?=有限责任公司)|(?=股份有限公司)"
    r"|(?<!股份)(?=有限公司)|(?<=公告)(?=\S)|\s+"
)
# What stays together: a word or figure, with the brackets before it and the punctuation after it, which in Chinese
# setting never open or end a line alone.
_CLOSING = "），。、；：！？》”〕…"
_WHOLE = re.compile(rf"[（《“〔]*(?:[0-9A-Za-z.,/:\-]+|\S)[{_CLOSING}]*|\s+")


def sizes_down(most: int, least: int) -> Iterator[int]:
    """Sizes from `most` in steps of a quarter of a point, `least` the last; micrometres."""
    yield from range(most, least, -_STEP)
    yield least


def largest_size(cut: Cut, text: str, width: int, *, most: int, least: int) -> int | None:
    """The greatest size from `most` down to `least` at which the text is at most `width` wide, or None."""
    return next((size for size in sizes_down(most, least) if cut.width(text, size) <= width), None)


def shortened(cut: Cut, text: str, size: int, width: int) -> str:
    """The text, or as much of its beginning as fits together with an ellipsis."""
    if cut.width(text, size) <= width:
        return text
    heads = (text[:end].rstrip(_DANGLING) + ELLIPSIS for end in range(len(text) - 1, 0, -1))
    return next((head for head in heads if cut.width(head, size) <= width), ELLIPSIS)


def broken(cut: Cut, text: str, size: int, width: int) -> tuple[str, ...] | None:
    """The text on one line, or on two, broken where a reader would breathe; None when two do not hold it."""
    if cut.width(text, size) <= width:
        return (text,)
    for head, tail in _breaks(text):
        if max(cut.width(head, size), cut.width(tail, size)) <= width:
            return head, tail
    return None


def broken_or_shortened(cut: Cut, text: str, size: int, width: int) -> tuple[str, ...]:
    """Like `broken`; a text that two lines do not hold fills the first and ends the second with an ellipsis."""
    lines = broken(cut, text, size, width)
    if lines is not None:
        return lines
    longest = max((head for head, _ in _breaks(text) if cut.width(head, size) <= width), key=len, default="")
    return longest, shortened(cut, text[len(longest) :].lstrip(), size, width)


def lines_of(cut: Cut, text: str, size: int, width: int) -> Iterator[str]:
    """The text on as many lines as it takes, each as long as it may be without parting what stays together; a number
    that no line holds is parted, with a figure before its punctuation.
    """
    rest = text
    while rest:
        longest = _longest(cut, rest, size, width)
        ends = [match.end() for match in _WHOLE.finditer(rest) if match.end() <= longest]
        end = ends[-1] if ends else longest
        while not ends and end > 1 and rest[end : end + 1] in set(_CLOSING):
            end -= 1
        yield rest[:end]
        rest = rest[end:]


def _longest(cut: Cut, text: str, size: int, width: int) -> int:
    """How many characters from the first on fit into the width, at least one."""
    return bisect_right(range(1, len(text) + 1), width, key=lambda end: cut.width(text[:end], size)) or 1


def _breaks(text: str) -> Iterator[tuple[str, str]]:
    """Where the text may be cut in two: the welcome places first, then all others, the longer head first."""
    welcome = [match.span() for match in _WELCOME.finditer(text)]
    possible = [(match.end(), match.end()) for match in _WHOLE.finditer(text)]
    for end, start in [*reversed(welcome), *reversed(possible)]:
        if end > 0 and start < len(text):
            yield text[:end].rstrip(), text[start:].lstrip()
