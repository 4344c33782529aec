"""Counting anew what the statements tell, from an export of the log. Knows no database and nothing of how we counted.

From the public entries alone: lots and labels of the county, which lots' own entries tell. With the annexes of a full
export besides: what was certified and delivered in each township, from the rows as they were recorded.

Does not verify that the export is the log: `gitrace audit verify-export` does. Does not count anew what was sold or
went otherwise without a label, what labels lack, grams under labels, call-backs, nor which township a lot is from.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from gitrace.clock import SHANGHAI
from gitrace.ledger.annex import CHANGES
from gitrace.supervision.balance_sheet.sheet import SCANNED, TOLD, Fields, Sheet, sheets_of
from gitrace.supervision.open_figures.rule_of_five import FEWEST

Line = tuple[str, Sequence[tuple[str, str | None]]]
"""A leaf and, in a full export, (name, body) of the parts beside it."""
Read = Callable[[], Iterable[Line]]
"""The entries from the first one on, as often as they are asked for."""
Span = tuple[int, int]


@dataclass(frozen=True)
class Recount:
    """The sheets by season as the entries make them, how many statements were counted anew, and each difference in
    words.
    """

    sheets: Mapping[int, Sheet]
    statements: int
    differences: Sequence[str]


def recount(read: Read, *, full: bool) -> Recount:
    """Add the statements up, and count anew what each of them tells."""
    told = list(_public(read()))
    due: dict[int, list[tuple[int, Fields]]] = defaultdict(list)
    differences = []
    for index, content in ((index, content) for index, tag, content in told if tag == TOLD):
        entries = content["entries"]
        if isinstance(entries, int) and 0 < entries <= index:
            due[entries].append((index, content))
        else:  # it would be counted anew nowhere, and pass
            differences.append(f"entry {index}: counts the first {entries} entries, which do not all come before it")
    differences += _differences(read(), due, full=full)
    return Recount(sheets_of(told), sum(map(len, due.values())), differences)


def _public(lines: Iterable[Line]) -> Iterator[tuple[int, str, Fields]]:
    for index, (leaf, _parts) in enumerate(lines):
        if TOLD in leaf or SCANNED in leaf:
            entry = json.loads(leaf)
            if entry["tag"] in (TOLD, SCANNED):
                yield index, entry["tag"], entry["fields"]


def _differences(lines: Iterable[Line], due: Mapping[int, list[tuple[int, Fields]]], *, full: bool) -> Iterator[str]:
    goods, harvest, sheets = Goods(), Harvest(), dict[int, Sheet]()
    for counted, (leaf, parts) in enumerate(lines, start=1):
        goods.take(json.loads(leaf))
        for name, body in parts:
            if name == CHANGES and body is not None:
                harvest.take(json.loads(body))
        for index, told in due.get(counted, ()):
            sheet = sheets.setdefault(told["season"], Sheet(told["season"]))
            sheet.tell(index, told)
            yield from (f"entry {index}: {words}" for words in goods.differences(sheet))
            if full:
                yield from (f"entry {index}: {words}" for words in harvest.differences(sheet, told))


@dataclass
class Goods:
    """Lots and their labels, from the lots' public entries. Does not know weights."""

    packed_on: dict[str, str] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    issued: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    void: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    used: dict[tuple[str, str], list[Span]] = field(default_factory=lambda: defaultdict(list))

    def take(self, entry: Fields) -> None:
        """One entry; most say nothing of labels."""
        told, tag = entry.get("fields", {}), entry["tag"]
        if tag == "batch.opened/1":
            self.packed_on[told["lot"]] = told["packed_on"]
        elif tag == "batch.held/1":
            self.held.add(told["lot"])
        elif tag == "labels.issued/1":
            self.issued[told["lot"]] += told["last"] - told["first"] + 1
        elif tag == "labels.put-in-use/1":
            self.used[told["lot"], told["gtin"]] += [(first, last) for first, last in told["ranges"]]
        elif tag == "labels.voided/1":
            for first, last in told["ranges"]:
                self.void[told["lot"]] += last - first + 1
                where = told["lot"], told["gtin"]
                self.used[where] = [rest for span in self.used[where] for rest in _without(span, first, last)]

    def differences(self, sheet: Sheet) -> Iterator[str]:
        """Of the county's sums as the sheet shows them."""
        lots = {lot for lot, day in self.packed_on.items() if sheet.first_day <= day <= sheet.last_day}
        used = sum(_length(spans) for (lot, _gtin), spans in self.used.items() if lot in lots)
        counted = {
            "lots": ("lots packed", len(lots)),
            "held": ("lots suspended", len(lots & self.held)),
            "issued": ("labels issued", sum(self.issued[lot] for lot in lots)),
            "in_use": ("labels in use", used),
            "void": ("labels void", sum(self.void[lot] for lot in lots)),
        }
        for code, (words, number) in counted.items():
            if number != sheet.county(code):
                yield f"tells {sheet.county(code)} {words}; the lots' entries before it come to {number}"


def _without(span: Span, first: int, last: int) -> Iterator[Span]:
    """What of a span lies before and after these numbers."""
    if span[0] < first:
        yield span[0], min(span[1], first - 1)
    if span[1] > last:
        yield max(span[0], last + 1), span[1]


def _length(spans: Iterable[Span]) -> int:
    return sum(last - first + 1 for first, last in spans)


@dataclass
class Harvest:
    """Households, plots, yields and deliveries as the annexes' rows left them. Needs a full export."""

    tables: dict[str, dict[int, Mapping[str, Any]]] = field(
        default_factory=lambda: {name: {} for name in ("household", "plot", "certified_yield", "delivery")}
    )

    def take(self, changes: Iterable[tuple[str, int, int, Mapping[str, Any] | None]]) -> None:
        """The rows that an entry changed."""
        for table, key, _shape, values in changes:
            rows = self.tables.get(table)
            if rows is not None and values is not None:
                rows[key] = values
            elif rows is not None:
                rows.pop(key, None)

    def differences(self, sheet: Sheet, told: Fields) -> Iterator[str]:
        """Of each township's sums, with the statement laid over those before it; what waits may differ."""
        end = _begins(date.fromisoformat(told["week"]) + timedelta(days=7))
        certified, delivered = self._certified(told["season"]), self._delivered(told["season"], end)
        for code, whole in (("certified", certified), ("delivered", delivered)):
            for township, brought in sorted(whole.items()):
                number, said = sum(grams for _, grams, _ in brought), sheet.figure(code, township) or 0
                if number != said and not sheet.waits(code, township):
                    yield f"tells {code} {said} g of township {township}; the records come to {number} g"
        for township, since, households, _grams in told["delivered"]:
            yield from _too_few(township, households, delivered[township], _begins(date.fromisoformat(since)))
        for township, households, _grams in told["certified"]:
            yield from _too_few(township, households, certified[township], None)

    def _certified(self, season: int) -> dict[str, list["_Brought"]]:
        whole: dict[str, list[_Brought]] = defaultdict(list)
        for row in self.tables["certified_yield"].values():
            if row["season"] == season:
                household = self.tables["plot"][row["plot_id"]]["household_id"]
                whole[self._township(household)].append((household, row["grams"], None))
        return whole

    def _delivered(self, season: int, end: datetime) -> dict[str, list["_Brought"]]:
        whole: dict[str, list[_Brought]] = defaultdict(list)
        for row in self.tables["delivery"].values():
            if row["season"] == season and row["household_id"] is not None:
                weighed = datetime.fromisoformat(row["weighed_at"])
                if weighed < end:
                    whole[self._township(row["household_id"])].append((row["household_id"], row["net_g"], weighed))
        return whole

    def _township(self, household: int) -> str:
        return str(self.tables["household"][household]["township"])


_Brought = tuple[int, int, datetime | None]
"""Household, grams, and when they were weighed."""


def _too_few(township: str, said: int, brought: Iterable[_Brought], since: datetime | None) -> Iterator[str]:
    """Where another number of households brought it than is told, or fewer than five did."""
    number = len({household for household, _, weighed in brought if since is None or (weighed and weighed >= since)})
    if number != said:
        yield f"tells {said} households of township {township}; the records name {number}"
    elif number < FEWEST:
        yield f"tells a sum of {number} households of township {township}, which should have waited"


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
