"""The kinds of value a profile holds: never a float, and each number with the tag of where it comes from."""

import re
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Value = TypeVar("Value")

_ANGLE = re.compile(r"(\d{1,3})°(\d{1,2})′")


class Frozen(BaseModel):
    """A part of a profile: its fields are all known, and none changes once a version is in force."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Tag(StrEnum):
    """Where a number comes from; a page that shows one tells its source, or 待核实 for K and M."""

    FOUND = "F"  # found in a published source
    KNOWN = "K"  # well known, not re-read
    MODEL = "M"  # a value of ours


class Tagged(Frozen, Generic[Value]):
    """A value, its tag, and in `source` the publication where there is one to name."""

    value: Value
    tag: Tag
    source: str = ""


def _no_float(value: object) -> object:
    if isinstance(value, float):
        # pydantic turns a ValueError into a told fault; a TypeError would pass through it.
        raise ValueError("write a decimal as text, such as '0.42'")  # noqa: TRY004
    return value


def _angle(text: str) -> Fraction:
    match = _ANGLE.fullmatch(text)
    if match is None:
        raise ValueError("an angle in degrees and minutes, such as 113°43′")
    return int(match[1]) + Fraction(int(match[2]), 60)


def _check_angle(text: str) -> str:
    _angle(text)
    return text


def _check_month_day(text: str) -> str:
    # In a leap year, so that a window may end on 02-29, "the last day of February" of every year.
    date.fromisoformat(f"2024-{text}")
    return text


Amount = Annotated[Decimal, Field(allow_inf_nan=False), BeforeValidator(_no_float)]
Angle = Annotated[str, BeforeValidator(_check_angle)]
MonthDay = Annotated[str, BeforeValidator(_check_month_day)]


def degrees(angle: Angle) -> Fraction:
    """An angle exactly, in degrees: a third of a minute has no decimal."""
    return _angle(angle)


def month_day(text: MonthDay) -> tuple[int, int]:
    """Month and day, which compare as they follow in a year."""
    return int(text[:2]), int(text[3:])
