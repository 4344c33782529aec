"""The labels of the entries, compared with the rows of runs, ranges and cartons."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from gitrace.replay.differences import Difference, other_value, row_extra, row_missing
from gitrace.replay.entries import Row
from gitrace.replay.labels import AllLabels, Labels, Pack, Run
from gitrace.replay.naming import Name
from gitrace.replay.spans import Span, Spans, common

Rows = Iterable[tuple[int, Row]]


def compare_runs(labels: AllLabels, rows: Rows) -> Iterator[Difference]:
    """Numbers, key and printings of each run; grams a label takes stand in the row alone."""
    runs = {key: (pack, run) for pack, one in labels.packs.items() for key, run in one.runs.items()}
    for key, row in rows:
        if key not in runs:
            yield row_extra("label_run", key)
            continue
        pack, run = runs.pop(key)
        said = (pack[1], run.first, run.last, run.key_number, run.prints, run.shoot_g)
        kept = tuple(row[name] for name in ("gtin", "first", "last", "key_number", "prints", "shoot_g"))
        if said != kept:
            yield other_value(_name(pack, run), "签发", "The issue", said=said, kept=kept)
    for pack, run in runs.values():
        yield row_missing(_name(pack, run), "label_run")


def compare_reprints(labels: AllLabels, rows: Rows) -> Iterator[Difference]:
    """Which parts of each run were printed once more."""
    kept = defaultdict[int, list[Span]](list)
    for _, row in rows:
        kept[row["run_id"]].append((row["first"], row["last"]))
    for pack, one in labels.packs.items():
        for key, run in one.runs.items():
            said, there = _told(sorted(run.reprints)), _told(sorted(kept.get(key, [])))
            if said != there:
                yield other_value(_name(pack, run), "补打的序号", "Numbers printed again", said=said, kept=there)


def compare_ranges(labels: AllLabels, rows: Rows) -> Iterator[Difference]:
    """The state of every label, and why those ended that did."""
    kept: dict[int, dict[tuple[str, str], Spans]] = defaultdict(lambda: defaultdict(Spans))
    ranges = dict[int, int]()
    for key, row in rows:
        kept[row["run_id"]][row["state"], row["reason"] or ""].add(row["first"], row["last"])
        ranges.setdefault(row["run_id"], key)
    for pack, one in labels.packs.items():
        for key, run in one.runs.items():
            said, table = _said(one, run), {mark: spans.spans for mark, spans in kept.pop(key, {}).items()}
            for mark in sorted({*said, *table}):
                here, there = said.get(mark, []), table.get(mark, [])
                if here != there:
                    zh, en = f"“{' '.join(mark).strip()}”的序号", f"Numbers {' '.join(mark).strip()}"
                    yield other_value(_name(pack, run), zh, en, said=_told(here), kept=_told(there))
    yield from (row_extra("label_range", ranges[run]) for run in kept)


def compare_cartons(labels: AllLabels, rows: Rows) -> Iterator[Difference]:
    """What each carton weighs, or holds."""
    left = dict(labels.cartons)
    for key, row in rows:
        said = left.pop((row["run_id"], row["number"]), None)
        kept = (row["grams"], row["packs_gtin"], row["packs_first"], row["packs_last"])
        if said is None:
            yield row_extra("carton", key)
        elif said != kept:
            number = row["number"]
            name = Name(f"第 {number} 号整件", f"carton {number}")
            yield other_value(name, "克数和内装", "Grams and packs", said=_words(said), kept=_words(kept))
    yield from (row_missing(Name(f"第 {number} 号整件", f"carton {number}"), "carton") for _, number in left)


def _said(one: Labels, run: Run) -> dict[tuple[str, str], list[Span]]:
    marks = {("in-use", ""): one.in_use} | {
        ("returned" if reason == "returned" else "void", reason): spans for reason, spans in one.ended.items()
    }
    told = {mark: sorted(common(spans.spans, [(run.first, run.last)])) for mark, spans in marks.items()}
    return {mark: spans for mark, spans in told.items() if spans}


def _name(pack: Pack, run: Run) -> Name:
    lot, gtin = pack
    return Name(
        f"批次 {lot} 商品 {gtin} 序号 {run.first}–{run.last} 的标签",
        f"labels {run.first}–{run.last} of lot {lot}, item {gtin}",
    )


def _told(spans: list[Span]) -> str:
    return ", ".join(f"{first}–{last}" for first, last in spans)


def _words(carton: tuple[object, ...]) -> str:
    return " ".join(str(one) for one in carton if one is not None)
