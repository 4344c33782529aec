"""The lines of a report's form, before they are a report: as they start, added, taken away, pasted."""

import re
from collections.abc import Iterable, Mapping

from werkzeug.datastructures import MultiDict

from gitrace.errors import Refusal
from gitrace.inspections.commands import MOST_ITEMS, ReportedItem
from gitrace.inspections.pasting import PastedLine, read_pasted
from gitrace.profile.goods import Limit

Typed = MultiDict[str, str]
_RESULT = re.compile(r"result_([1-9]\d{0,3})")


def limit_text(limit: Limit) -> str:
    """What a limit allows, as reports print it."""
    sides = (("≥ ", limit.least), ("≤ ", limit.most))
    return "；".join(f"{sign}{figure}" for sign, figure in sides if figure is not None)


def named(limits: Mapping[str, Limit], name: str) -> Limit | None:
    """The limit of the item that a report calls so."""
    return next((one for one in limits.values() if one.is_called(name)), None)


def asked_lines(limits: Mapping[str, Limit]) -> dict[str, str]:
    """A new report's lines: one for each limit, with unit, limit and method, for the results to be filled in."""
    wanted = [*limits.values(), *([] if limits else [None])]
    return _numbered({} if one is None else _asked(one) for one in wanted)


def entered_lines(items: Iterable[ReportedItem], limits: Mapping[str, Limit]) -> dict[str, str]:
    """The lines of a report that is to be corrected."""
    return _numbered(
        {
            "item": one.item if one.item in limits else "",
            "name": one.name,
            "result": one.result,
            "unit": one.unit,
            "limit": one.printed_limit or "",
            "lod": one.detection_limit or "",
            "method": one.method,
            "verdict": one.verdict,
        }
        for one in items
    )


def _asked(limit: Limit) -> dict[str, str]:
    return {"item": limit.item, "unit": limit.unit, "limit": limit_text(limit), "method": limit.method}


def _numbered(lines: Iterable[dict[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        found |= {f"{name}_{number}": value for name, value in ({"result": ""} | line).items()}
    return found


def numbers_in(fields: Iterable[str]) -> list[int]:
    """The numbers of the lines that a form has, of which there are at most as many as a report may hold."""
    found = sorted(int(match[1]) for name in fields if (match := _RESULT.fullmatch(name)))
    return found[:MOST_ITEMS]


def rearranged(typed: Typed, limits: Mapping[str, Limit]) -> Typed:
    """The form after its button: `add` one more line, `remove-3`, `paste` what was pasted into lines.

    Raises Refusal("too-many-lines") and as `read_pasted`.
    """
    deed, kept = typed.get("lines", ""), typed.copy()
    if deed == "add":
        _add(kept, {})
    elif deed == "paste":
        for line in read_pasted(typed.get("pasted", "")):
            _take_in(kept, line, limits)
        kept["pasted"] = ""
    elif number := _RESULT.fullmatch(deed.replace("remove-", "result_")):
        for name in [name for name in kept if name.endswith(f"_{number[1]}")]:
            del kept[name]
    return kept


def _add(typed: Typed, line: Mapping[str, str]) -> None:
    numbers = numbers_in(typed)
    if len(numbers) >= MOST_ITEMS:
        raise Refusal("too-many-lines", "一份报告最多 {most} 个项目。", "pasted", most=MOST_ITEMS)
    number = max(numbers, default=0) + 1
    typed.update({f"{name}_{number}": value for name, value in ({"result": ""} | dict(line)).items()})


def _take_in(typed: Typed, pasted: PastedLine, limits: Mapping[str, Limit]) -> None:
    """A pasted line fills the line of its item that waits for a result, or becomes one more."""
    limit = named(limits, pasted.name)
    cells = {"name": pasted.name, "result": pasted.result, "unit": pasted.unit, "limit": pasted.printed_limit}
    cells |= {"lod": pasted.detection_limit, "method": pasted.method, "verdict": pasted.verdict or ""}
    told = {name: cell for name, cell in cells.items() if cell}
    waiting = [number for number in numbers_in(typed) if _waits(typed, number, pasted, limit)]
    if not waiting:
        _add(typed, (_asked(limit) if limit else {}) | told)
        return
    for name, cell in told.items():
        typed[f"{name}_{waiting[0]}"] = cell


def _waits(typed: Typed, number: int, pasted: PastedLine, limit: Limit | None) -> bool:
    if typed.get(f"result_{number}", "").strip():
        return False
    item, name = typed.get(f"item_{number}", ""), typed.get(f"name_{number}", "").strip()
    return item == limit.item if limit and item else not item and name in ("", pasted.name)
