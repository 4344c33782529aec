"""One cell to one value. A cell is a text of a CSV or what a workbook holds: text, number, date, nothing.

Whatever can be read in one way only is read; whatever would need a guess is refused, at its column's field.
"""

import re
import unicodedata
from datetime import date, datetime, time
from decimal import Decimal

from gitrace.clock import SHANGHAI
from gitrace.errors import Refusal
from gitrace.identifiers.decimals import plain_decimal
from gitrace.identifiers.uscc import normalise_uscc

Cell = str | int | float | bool | datetime | date | time | None

_DASHES = str.maketrans(dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-"))
_INSTANT = re.compile(
    r"""
    ([0-9]{4}) (?: ([-/.]) ([0-9]{1,2}) \2 ([0-9]{1,2})
                 | \s*年\s* ([0-9]{1,2}) \s*月\s* ([0-9]{1,2}) \s*[日号]
                 | ([0-9]{2}) ([0-9]{2}) )
    (?: (?: T | \s+ | (?<=[日号]) ) ([0-9]{1,2}) [:时] ([0-9]{2}) 分? (?: :? ([0-9]{2}) 秒? )? )?
    """,
    re.VERBOSE,
)
_EXPONENT = re.compile(r"[0-9](\.[0-9]+)?E\+?[0-9]+", re.IGNORECASE)
# A spreadsheet keeps fifteen decimal digits of a number; from the sixteenth on they are made up.
_EXACT_DIGITS = 15
_EARLIEST = 1900


def plain_text(cell: Cell) -> str:
    """Any cell as text: NFKC, stripped, dashes U+2010–U+2015 and U+2212 as `-`. Never refuses."""
    if isinstance(cell, float):
        cell = f"{Decimal(format(cell, f'.{_EXACT_DIGITS}g')):f}"
    elif isinstance(cell, datetime):
        cell = cell.isoformat(" ")
    return unicodedata.normalize("NFKC", "" if cell is None else str(cell)).translate(_DASHES).strip()


def is_blank(cell: Cell) -> bool:
    """Nothing, or nothing but space."""
    return not plain_text(cell)


def text(cell: Cell, field: str) -> str:
    """A name or note. Raises Refusal("invalid-text") for control characters, line breaks included."""
    words = plain_text(cell)
    if any(unicodedata.category(character) == "Cc" for character in words):
        raise Refusal("invalid-text", "单元格内有换行或控制字符，请改为一行文字。", field)
    return words


def code(cell: Cell, field: str) -> str:
    """A code in upper case. Raises Refusal("lost-digits") where a spreadsheet made a number of it."""
    return _kept(cell, field, "lost-digits").upper()


def uscc(cell: Cell, field: str) -> str:
    """A unified social credit code, not yet checked. Raises Refusal("invalid-uscc") where it became a number."""
    return normalise_uscc(_kept(cell, field, "invalid-uscc"))


def producer_code(cell: Cell, field: str) -> str:
    """A reference to a producer by its code. Raises Refusal("unknown-producer") where it became a number."""
    return normalise_uscc(_kept(cell, field, "unknown-producer"))


def decimal_or_none(cell: Cell, _field: str) -> Decimal | None:
    """A decimal, or None for what is none: the column's rule has the words to refuse that."""
    return plain_decimal(plain_text(cell))


def number_text(cell: Cell, _field: str) -> str:
    """A weight as shown, for the rules of weighing to read."""
    return plain_text(cell)


def day(cell: Cell, field: str) -> date:
    """2026-03-05, 2026/3/5, 2026.3.5, 2026年3月5日, 20260305, a workbook's own date.

    Raises Refusal("invalid-date"), also for a two-digit year and for an hour other than midnight.
    """
    moment = _moment(cell, field)
    if moment.time() != time():
        raise Refusal("invalid-date", "这里只填日期，不填时刻。", field)
    return moment.date()


def optional_day(cell: Cell, field: str) -> date | None:
    """As `day`; None for an empty cell."""
    return None if is_blank(cell) else day(cell, field)


def instant(cell: Cell, field: str) -> datetime:
    """A day and a time in Shanghai, aware; without a time, the day's first moment, so that goods are never too young.

    Raises Refusal("invalid-date").
    """
    return _moment(cell, field).replace(tzinfo=SHANGHAI)


def optional_count(cell: Cell, field: str) -> int | None:
    """A whole number from 0 to 9999, None for an empty cell. Raises Refusal("invalid-number")."""
    if is_blank(cell):
        return None
    count = plain_decimal(plain_text(cell))
    if count is None or count != count.to_integral_value() or not 0 <= count <= 9999:  # noqa: PLR2004
        raise Refusal("invalid-number", "应为不小于 0 的整数。", field)
    return int(count)


def _kept(cell: Cell, field: str, refusal: str) -> str:
    """The text of a code whose characters are all still there."""
    fraction = isinstance(cell, float) and not cell.is_integer()
    too_long = isinstance(cell, int | float) and abs(cell) >= 10**_EXACT_DIGITS
    if fraction or too_long or _EXPONENT.fullmatch(plain_text(cell)):
        raise Refusal(refusal, "这个代码被电子表格变成了数字，已丢失位数，请把该列设为文本后重新填写。", field)
    return text(cell, field)


def _moment(cell: Cell, field: str) -> datetime:
    if isinstance(cell, datetime):
        return cell.replace(microsecond=0)
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    match = _INSTANT.fullmatch(plain_text(cell))
    wrong = Refusal("invalid-date", "日期应写成 2026-03-05（年份四位），请核对。", field)
    if match is None:
        raise wrong
    parts = [int(part) for part in match.groups() if part is not None and part.isdigit()]
    if parts[0] < _EARLIEST:
        raise wrong
    try:
        year, month, day_, hour, minute, second = (*parts, 0, 0, 0)[:6]
        return datetime(year, month, day_, hour, minute, second)  # noqa: DTZ001 - a wall clock's, as it was written
    except ValueError:
        raise wrong from None
