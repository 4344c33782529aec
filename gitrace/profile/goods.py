"""What is sold: covers and their windows, forms, grades, limits of tests, shortages allowed on a pack."""

import unicodedata
from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import model_validator

from gitrace.profile.values import Amount, Frozen, MonthDay, Tag, Tagged, month_day

UNWRITTEN = Tagged[str](value="", tag=Tag.MODEL)
"""For versions adopted before profiles gave advice: their pages give none."""


class Cover(Frozen):
    """A cover type and the window of the year in which its shoots are dug, both ends included.

    `word` is what forms and spreadsheets say; `name` is what a page says.
    """

    code: str
    word: str
    name: str
    name_en: str
    begins: MonthDay
    ends: MonthDay
    tag: Tag
    needs_cover_record: bool

    def in_window(self, day: date) -> bool:
        """Whether `day` lies in the window, which may run over the new year."""
        today, first, last = (day.month, day.day), month_day(self.begins), month_day(self.ends)
        if first <= last:
            return first <= today <= last
        return today >= first or today <= last


class ShelfUnit(StrEnum):
    """What a shelf life is counted in."""

    DAY = "day"
    MONTH = "month"


class ShelfLife(Frozen):
    """How long a form keeps, and the word for it: fresh shoots have a 建议食用期限, packed food a 保质期."""

    count: Tagged[int]
    unit: ShelfUnit
    word: str
    word_en: str
    storage: str
    storage_en: str


class Form(Frozen):
    """A form in which the product is sold.

    `covered_by` quotes the announcement's words for this form; empty: it does not cover it, as far as we know, and no
    GI label is made. `recovery` is kilograms of product (drained solids for boiled goods) from a kilogram of fresh
    shoots in shell. `packs_g` are the usual net contents in grams. `keeping` and `recipe` are advice to shoppers.
    """

    code: str
    name: str
    name_en: str
    covered_by: str
    needs_food_licence: bool
    needs_report: Tagged[bool]
    conformity_certificate: bool
    recovery: Tagged[Amount]
    shelf_life: ShelfLife
    packs_g: Tagged[tuple[int, ...]]
    keeping: Tagged[str] = UNWRITTEN
    keeping_en: str = ""
    recipe: Tagged[str] = UNWRITTEN
    recipe_en: str = ""


class Grade(Frozen):
    """A grade; `for_packs` is false for 统货, which a delivery may be and a pack may not."""

    code: str
    name: str
    name_en: str
    shortest_cm: int | None = None
    longest_cm: int | None = None
    for_packs: bool
    tag: Tag


class Limit(Frozen):
    """What a tested item of a form may hold, in decimals of `unit`; `may_be_added` false: none may be added at all.

    `method`: the standard by which it is usually tested; empty where none is on record.
    """

    form: str
    item: str
    name: str
    name_en: str
    unit: str
    least: Amount | None = None
    most: Amount | None = None
    may_be_added: bool = True
    method: str = ""
    tag: Tag

    def is_called(self, name: str) -> bool:
        """Whether a report that prints this name means this item: its code or name, with or without what is in
        brackets.
        """
        names = {self.item, self.name_en, self.name, self.name.partition("（")[0], self.name_en.partition(" (")[0]}
        return _plain(name) in {_plain(one) for one in names}


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).lower().split())


class RapidItem(Frozen):
    """An item of a rapid test, and above how much, in its limit's unit, the card turns positive."""

    item: str
    detection_limit: Amount


class RapidSet(Frozen):
    """What one rapid test (速测) of a form looks for, all at once."""

    code: str
    name: str
    name_en: str
    form: str
    method: str
    items: tuple[RapidItem, ...]
    tag: Tag


class Shortage(Frozen):
    """Shortage allowed on a pack of `above_g` < net content ≤ `up_to_g`: a share of it, or so many grams.

    JJF 1070; where two rows meet both give the same.
    """

    above_g: int
    up_to_g: int
    share: Amount | None = None
    grams: Amount | None = None
    tag: Tag

    @model_validator(mode="after")
    def _share_or_grams(self) -> Self:
        if (self.share is None) == (self.grams is None):
            raise ValueError("either a share or grams")
        return self
