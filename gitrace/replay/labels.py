"""The claim that every label is printed, in use, void or returned as the entries say, and takes the grams they say.

Does not verify why a label was voided beyond what its grams tell, nor that a label was ever on a pack.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gitrace.replay.differences import Contradiction, contradiction
from gitrace.replay.entries import Entry
from gitrace.replay.spans import Span, Spans, common, count

UNUSED_ENDS = frozenset({"spoiled", "closed", "returned"})
"""Reasons of labels that were never in use; the others were, and `gone` alone took its shoots along."""
GONE = "gone"

Pack = tuple[str, str]
"""Lot and GTIN."""


@dataclass
class Run:
    """Labels issued at once, what each of them takes, and how often all were printed and which parts once more."""

    first: int
    last: int
    shoot_g: int
    key_number: int
    prints: int = 1
    reprints: list[Span] = field(default_factory=list)


@dataclass
class Labels:
    """All labels of one lot and GTIN."""

    runs: dict[int, Run] = field(default_factory=dict)
    """By key."""
    in_use: Spans = field(default_factory=Spans)
    ended: dict[str, Spans] = field(default_factory=lambda: defaultdict(Spans))
    """By reason."""
    own_g: dict[int, int] = field(default_factory=dict)
    """What those take that take something of their own."""

    def grams(self, spans: Sequence[Span]) -> int:
        """What they take together."""
        few = count(spans) < len(self.own_g)
        named = (number for first, last in spans for number in range(first, last + 1)) if few else self.own_g
        own = [one for one in named if one in self.own_g and any(first <= one <= last for first, last in spans)]
        usual = sum(count(common(spans, [(run.first, run.last)])) * run.shoot_g for run in self.runs.values())
        return usual + sum(self.own_g[number] - self._usual_g(number) for number in own)

    def are_free(self, first: int, last: int) -> bool:
        """Whether all are printed and nothing more."""
        printed = count(common([(first, last)], [(run.first, run.last) for run in self.runs.values()]))
        taken = [self.in_use, *self.ended.values()]
        return printed == last - first + 1 and not any(spans.within(first, last) for spans in taken)

    def _usual_g(self, number: int) -> int:
        return next(run.shoot_g for run in self.runs.values() if run.first <= number <= run.last)


@dataclass(frozen=True)
class Turn:
    """Grams that an event put under labels of a GTIN, took away with their shoots, and gave back."""

    gtin: str
    used_g: int = 0
    gone_g: int = 0
    back_g: int = 0


@dataclass
class AllLabels:
    """Every label, from event to event."""

    packs: dict[Pack, Labels] = field(default_factory=lambda: defaultdict(Labels))
    cartons: dict[tuple[int, int], tuple[int, str | None, int | None, int | None]] = field(default_factory=dict)
    """By run and number: grams, and the packs in it."""
    _reasons: dict[int, list[tuple[int, int, str]]] = field(default_factory=dict)

    def learn(self, entries: Iterable[Entry]) -> None:
        """What the events of a transaction say only later than the first of them needs it: what a carton weighs when
        its label comes in use, and, from the rows, why labels ended.
        """
        self._reasons = defaultdict(list)
        for entry in entries:
            said = entry.fields
            if entry.tag == "labels.issued":
                pack = self.packs[said["lot"], said["gtin"]]
                for key, row in entry.rows("label_run"):
                    pack.runs[key] = Run(said["first"], said["last"], row["shoot_g"], said["key_number"])
            elif entry.tag in ("carton.weighed", "carton.filled"):
                self._learn_carton(entry)
            for _, row in entry.rows("label_range"):
                self._reasons[row["run_id"]].append((row["first"], row["last"], row["reason"] or ""))

    def see(self, entry: Entry) -> Turn | None:
        """Follow an event about labels; None where it moves no grams. Raises Contradiction for one about labels that
        are not as it takes them.
        """
        if entry.tag == "labels.reprinted":
            self._reprint(entry)
        if entry.tag in _TURNS:
            return _TURNS[entry.tag](self, entry, self.packs[entry.fields["lot"], entry.fields["gtin"]])
        return None

    def _learn_carton(self, entry: Entry) -> None:
        said = entry.fields
        pack, number, grams = self.packs[said["lot"], said["gtin"]], said["number"], said.get("grams", 0)
        pack.own_g[number] = grams
        for _, row in entry.rows("carton"):
            packs = (said.get("packs_gtin"), said.get("packs_first"), said.get("packs_last"))
            self.cartons[row["run_id"], number] = (grams, *packs)

    def _reprint(self, entry: Entry) -> None:
        said, span = entry.fields, (entry.fields["first"], entry.fields["last"])
        runs = self.packs[said["lot"], said["gtin"]].runs
        key = next(key for key, run in runs.items() if run.first <= span[0] and run.last >= span[1])
        run, parts = runs[key], runs[key].reprints
        if span == (run.first, run.last):
            run.prints += 1
            prints = run.prints
        else:
            parts.append(span)
            prints = run.prints + sum(first <= span[1] and last >= span[0] for first, last in parts)
        if prints != said["prints"]:
            raise contradiction(entry, f"这是第 {prints} 次打印", f"they are printed for time {prints}")

    def _put_in_use(self, entry: Entry, pack: Labels) -> Turn:
        spans = _ranges(entry)
        for first, last in spans:
            if not pack.are_free(first, last):
                raise _otherwise(entry, first, last)
            pack.in_use.add(first, last)
        return Turn(entry.fields["gtin"], used_g=pack.grams(spans))

    def _end(self, entry: Entry, pack: Labels) -> Turn:
        gone_g = back_g = 0
        for first, last in _ranges(entry):
            why = self._why(pack, first, last)
            if sum(end - begin + 1 for begin, end, _ in why) != last - first + 1:
                raise _otherwise(entry, first, last)
            for begin, end, reason in why:
                used = pack.in_use.cut(begin, end)
                if reason in UNUSED_ENDS and not used and pack.are_free(begin, end):
                    pack.ended[reason].add(begin, end)
                elif reason not in UNUSED_ENDS and count(used) == end - begin + 1:
                    pack.ended[reason].add(begin, end)
                    gone_g += pack.grams(used) if reason == GONE else 0
                    back_g += pack.grams(used) if reason != GONE else 0
                else:
                    raise _otherwise(entry, begin, end)
        return Turn(entry.fields["gtin"], gone_g=gone_g, back_g=back_g)

    def _why(self, pack: Labels, first: int, last: int) -> list[tuple[int, int, str]]:
        rows = [row for key in pack.runs for row in self._reasons.get(key, ()) if row[2]]
        here = {(max(first, begin), min(last, end), why) for begin, end, why in rows}
        return sorted(one for one in here if one[0] <= one[1])

    def _reweigh(self, entry: Entry, pack: Labels) -> Turn:
        said = entry.fields
        number, grams = said["number"], said["grams"]
        before_g = pack.own_g.get(number)
        if before_g != said["before_g"] or not pack.in_use.within(number, number):
            raise contradiction(entry, f"它先前重 {before_g} 克", f"it weighed {before_g} g before")
        pack.own_g[number] = grams
        for key, run in pack.runs.items():
            if run.first <= number <= run.last:
                self.cartons[key, number] = (grams, None, None, None)
        return Turn(said["gtin"], used_g=max(0, grams - before_g), back_g=max(0, before_g - grams))


_TURNS = {
    "labels.put-in-use": AllLabels._put_in_use,
    "labels.voided": AllLabels._end,
    "labels.returned": AllLabels._end,
    "carton.reweighed": AllLabels._reweigh,
}


def _ranges(entry: Entry) -> list[Span]:
    return [(first, last) for first, last in entry.fields["ranges"]]


def _otherwise(entry: Entry, first: int, last: int) -> Contradiction:
    return contradiction(
        entry,
        f"序号 {first} 至 {last} 的标签，照前面各条并不是它所改变的状态",
        f"labels {first} to {last} are not, by the entries before it, in the state that it changes",
    )
