"""The profile of a product with a geographical indication: everything the rules take from outside the code.

A lot is judged against the version in force on its production day. Version 1 is the TOML seed beside this file; later
ones are rows, kept as the JSON that `to_json` gives.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from gitrace.profile.callbacks import CALLBACKS, Callbacks
from gitrace.profile.copying import COPYING, Copying
from gitrace.profile.county import County
from gitrace.profile.goods import Cover, Form, Grade, Limit, RapidSet, Shortage
from gitrace.profile.thresholds import Inputs, Labels, Mark, Public, Scales, Season, Weighing, Yields
from gitrace.profile.values import Frozen, Tag

SEED = Path(__file__).with_name("lei-bamboo-shoot.toml")


class Standard(Frozen):
    """A standard of the library. Only one whose `kind` is product may stand on a pack."""

    code: str
    title: str
    kind: str
    tag: Tag


class Indication(Frozen):
    """The name, and what was announced about it. Empty: not known to us, shown as 待核实, never guessed."""

    name: str
    name_en: str
    species: str
    announcement_number: str
    announcement_date: str
    announced_area: str
    product_standard: str
    mark_image: str


class Profile(Frozen):
    """One version of a product's profile."""

    version: int = Field(ge=1)
    indication: Indication
    standards: tuple[Standard, ...]
    county: County
    season: Season
    covers: tuple[Cover, ...]
    forms: tuple[Form, ...]
    grades: tuple[Grade, ...]
    limits: tuple[Limit, ...]
    rapid_sets: tuple[RapidSet, ...] = ()
    shortages: tuple[Shortage, ...]
    yields: Yields
    inputs: Inputs
    scales: Scales
    labels: Labels
    mark: Mark
    callbacks: Callbacks = CALLBACKS
    public: Public
    copying: Copying = COPYING
    weighing: Weighing | None = None
    """None in a version from before there was such a warning: then none is given."""

    @model_validator(mode="after")
    def _codes_are_told_apart(self) -> Self:
        for things in (self.county.townships, self.county.villages, self.covers, self.forms, self.grades):
            codes = [thing.code for thing in things]
            if len(set(codes)) < len(codes):
                raise ValueError(f"a code stands twice: {codes}")
        strangers = {limit.form for limit in self.limits} - {form.code for form in self.forms}
        if strangers:
            raise ValueError(f"limits of unknown forms: {sorted(strangers)}")
        limited = {(limit.form, limit.item) for limit in self.limits}
        unlimited = {(one.form, item.item) for one in self.rapid_sets for item in one.items} - limited
        if unlimited:
            raise ValueError(f"rapid tests of items without a limit: {sorted(unlimited)}")
        return self

    def cover(self, code: str) -> Cover:
        """The cover type with this code. Raises KeyError: commands have checked it."""
        return {cover.code: cover for cover in self.covers}[code]

    def form(self, code: str) -> Form:
        """The form with this code. Raises KeyError: commands have checked it."""
        return {form.code: form for form in self.forms}[code]

    def limits_of(self, form: str) -> dict[str, Limit]:
        """The limits of a form by item."""
        return {limit.item: limit for limit in self.limits if limit.form == form}

    def rapid_sets_of(self, form: str) -> dict[str, RapidSet]:
        """The rapid tests of a form by code."""
        return {one.code: one for one in self.rapid_sets if one.form == form}

    @property
    def basis_on_pack(self) -> str:
        """The product standard's code, else the announcement's number; empty: no mark line and no GI label."""
        return self.indication.product_standard or self.indication.announcement_number

    def may_bear_name(self, form: str) -> bool:
        """Whether labels of a form may carry the GI name: the announcement covers it and its basis is entered."""
        return bool(self.basis_on_pack and self.form(form).covered_by)

    def to_json(self) -> str:
        """The version as JSON; decimals are text."""
        return self.model_dump_json()

    @classmethod
    def from_json(cls, text: str) -> Self:
        """A version as a row keeps it. Raises pydantic.ValidationError."""
        return cls.model_validate_json(text)

    @classmethod
    def from_toml(cls, text: str) -> Self:
        """A version as a seed file has it. Raises pydantic.ValidationError or tomllib.TOMLDecodeError."""
        return cls.model_validate(tomllib.loads(text))


@cache
def seed_profile() -> Profile:
    """Version 1, from the file that comes with the package."""
    return Profile.from_toml(SEED.read_text(encoding="utf-8"))
