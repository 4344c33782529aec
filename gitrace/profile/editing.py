"""A new version from an old one: what is typed, the version it makes, and how two versions differ."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, create_model

from gitrace.errors import Refusal
from gitrace.identifiers.entries import Exact, Line, Words
from gitrace.profile.items import Item, Kind, Steps, items_of
from gitrace.profile.product import Profile
from gitrace.profile.values import Tag

_BETWEEN = re.compile(r"[、，,;；\s]+")


class NewVersion(BaseModel):
    """What every new version says besides its figures."""

    from_day: date = Field(title="施行日期", description="从这一天采收、包装或抽样的货物起按新版判定。")
    reason: Words = Field(title="理由", description="为什么改，供日后查阅。")
    basis: Line | None = Field(
        default=None,
        title="凭据",
        description="标为“已核实”或改动已核实的数值时必填：公告、标准或实测报告的名称和编号。",
    )


def _day_of_year(text: str) -> str:
    try:
        date.fromisoformat(f"2024-{text}")
    except ValueError as error:
        raise ValueError("日期请写成 03-01 的样子。") from error
    return text


def _split(value: object) -> object:
    # A form gives a list with one text for each field of this name, and there is one.
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list):
        return texts
    return [one for text in texts for one in _BETWEEN.split(str(text)) if one]


Amount = Annotated[Exact, Field(ge=0, max_digits=12)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
_TYPES: dict[Kind, Any] = {
    Kind.AMOUNT: (Amount, ...),
    Kind.COUNT: (Count, ...),
    Kind.FLAG: (bool, False),
    Kind.MONTH_DAY: (Annotated[str, AfterValidator(_day_of_year)], ...),
    Kind.TEXT: (Annotated[str, Field(max_length=200)], ""),
    Kind.TEXTS: (Annotated[tuple[Line, ...], BeforeValidator(_split)], ()),
    Kind.COUNTS: (Annotated[tuple[Count, ...], BeforeValidator(_split)], ()),
}


@cache
def version_model(profile: Profile) -> type[NewVersion]:
    """The fields of a new version made from this one: each figure by `Item.name`, each tag's tick by `tag_name`."""
    fields: dict[str, Any] = {}
    for item in items_of(profile):
        kind, default = _TYPES[item.kind]
        fields[item.name] = (kind, Field(default, title=f"{item.of} {item.words}".strip()))
        if item.tag_steps:
            fields[item.tag_name] = (bool, Field(default=False, title="已核实"))
    return create_model("NewVersionOf", __base__=NewVersion, **fields)


def as_typed(item: Item) -> str:
    """A figure as its field shows it."""
    if item.kind in (Kind.TEXTS, Kind.COUNTS):
        return "、".join(map(str, item.value))
    return str(item.value) if item.value is not None else ""


def start_of(profile: Profile) -> dict[str, object]:
    """What the fields show at first: the version as it is."""
    items = items_of(profile)
    ticks = {item.tag_name: item.tag == Tag.FOUND for item in items if item.tag_steps}
    return ticks | {item.name: as_typed(item) for item in items}


def edited(profile: Profile, typed: NewVersion) -> Profile:
    """The next version. A figure that is ticked as verified names `basis` as its source where it is new or was not
    verified before; one that was well known and is changed is a value of ours from now on.

    Raises Refusal("basis-missing" | "nothing-changed").
    """
    whole, basis, values = profile.model_dump(mode="json"), typed.basis or "", typed.model_dump(mode="json")
    for item in items_of(profile):
        value = _as_json(item, values[item.name])
        is_changed = value != item.value
        _put(whole, item.steps, value)
        if item.tag_steps:
            _retag(whole, item, values[item.tag_name], is_changed, basis)
    if whole == profile.model_dump(mode="json"):
        raise Refusal("nothing-changed", "没有改动，不必另立新版。")
    return Profile.model_validate_json(json.dumps(whole | {"version": profile.version + 1}))


def _as_json(item: Item, value: Any) -> Any:
    if item.kind is Kind.AMOUNT:
        # Written otherwise it is the same figure still: 1.5 and 1.50.
        return item.value if Decimal(value) == Decimal(item.value) else value
    return value


def _retag(whole: Any, item: Item, is_verified: bool, is_changed: bool, basis: str) -> None:
    assert item.tag_steps is not None
    was_verified = item.tag == Tag.FOUND
    if is_verified and (is_changed or not was_verified):
        if not basis:
            raise Refusal("basis-missing", "标为已核实的数值要写明凭据。", "basis")
        _put(whole, item.tag_steps, Tag.FOUND.value)
        if item.steps[-1] == "value":
            _put(whole, (*item.tag_steps[:-1], "source"), basis)
    elif not is_verified and (is_changed or was_verified):
        _put(whole, item.tag_steps, Tag.MODEL.value)


def _put(whole: Any, steps: Steps, value: Any) -> None:
    *way, last = steps
    for step in way:
        whole = whole[step]
    whole[last] = value


@dataclass(frozen=True)
class Difference:
    """One figure in which two versions differ, or whether it is verified."""

    before: Item
    after: Item


def differences(old: Profile, new: Profile) -> list[Difference]:
    """Figure by figure, in the order of the sections."""
    before: Mapping[Steps, Item] = {item.steps: item for item in items_of(old)}
    return [
        Difference(before[item.steps], item)
        for item in items_of(new)
        if item.steps in before and _said(before[item.steps]) != _said(item)
    ]


def _said(item: Item) -> tuple[Any, ...]:
    return item.value, item.tag, item.source
