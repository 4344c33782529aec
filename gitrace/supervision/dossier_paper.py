"""A lot's dossier as a document: what is said in it, part by part, in plain texts. Growers are numbers in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from gitrace.clock import SHANGHAI
from gitrace.inspections.tables import Verdict
from gitrace.labels.tables import RangeState
from gitrace.profile import Outcome
from gitrace.supervision.cells import cell_text
from gitrace.supervision.chronicle import Happening
from gitrace.supervision.columns import column_words
from gitrace.supervision.dossier import Dossier
from gitrace.supervision.listing import kilograms
from gitrace.supervision.phrases import Phrase, Word
from gitrace.supervision.verification import LedgerState
from gitrace.supervision.words import BATCH_STATES, HOLDS, RANGES, UNKNOWN, VERDICTS, finding_words

OUTCOMES = {Outcome.PASS: "通过", Outcome.WARN: "提醒", Outcome.FAIL: "未通过"}
TITLE = "崇阳雷竹笋批次档案"


@dataclass(frozen=True)
class Part:
    """A titled part. `heads` and `rows`: its table, whose columns take these shares of the width; without heads the
    rows are pairs of a word and what it says. `nothing`: said where there are no rows.
    """

    title: str
    rows: Sequence[Sequence[str]]
    heads: Sequence[str] = ()
    shares: Sequence[int] = (1, 3)
    nothing: str = "没有。"


@dataclass(frozen=True)
class Paper:
    """A whole document. `as_of`: the time of the ledger's state that it shows, and the only time of the file."""

    title: str
    lot: str
    as_of: datetime
    parts: Sequence[Part]

    @property
    def lines(self) -> int:
        """Rows of all parts."""
        return sum(len(part.rows) for part in self.parts)


def dossier_paper(dossier: Dossier, state: LedgerState) -> Paper:
    """The document of a dossier as the ledger stood."""
    parts = (
        _cover(dossier),
        _state(state),
        _inflows(dossier),
        _findings(dossier),
        _reports(dossier),
        _runs(dossier),
        _let_out(dossier),
        _postings(dossier),
        _amendments(dossier),
        _timeline(dossier),
    )
    return Paper(TITLE, dossier.batch.lot, state.time, parts)


def _cover(dossier: Dossier) -> Part:
    batch, line = dossier.batch, dossier.line
    rows = [
        ("批次号", batch.lot),
        ("生产者", f"{dossier.producer.name}（{dossier.producer.uscc}）"),
        ("品类与方式", " · ".join(str(one) for one in (line.form, line.cover, line.grade) if one)),
        ("包装日期", batch.packed_on.isoformat()),
        ("标注的日期", batch.best_before.isoformat() if batch.best_before else UNKNOWN),
        ("状态", " · ".join(filter(None, (BATCH_STATES[batch.state], HOLDS[batch.hold])))),  # type: ignore[index]
        ("召回公告", batch.recall_notice or "没有"),
        ("投料合计", f"{kilograms(line.poured_g)} 公斤，{line.households} 户"),
        ("未启用余量", f"{kilograms(line.left_g)} 公斤"),
        ("差额", f"{kilograms(line.deficit_g)} 公斤"),
        ("标签", f"已印 {line.printed} 枚，已启用 {line.in_use} 枚"),
        ("产品档案", f"第 {batch.profile_version} 版"),
    ]
    return Part("批次", rows)


def _state(state: LedgerState) -> Part:
    rows = [
        ("账本", state.origin),
        ("条目数", str(state.size)),
        ("时间", _at(state.time)),
        # Line by line as it is signed, so that it can be typed off and checked.
        *(("检查点", line) for line in state.checkpoint.splitlines()),
        ("说明", "本档案反映上述检查点时的记录；可用该检查点核对账本未被改动。不能证明袋内就是所登记的产品。"),
    ]
    return Part("账本状态", rows)


def _inflows(dossier: Dossier) -> Part:
    rows = [
        (
            one.delivery.number,
            one.delivery.household or "—",
            str(one.delivery.township or "—"),
            _at(one.delivery.weighed_at),
            str(kilograms(one.delivery.net_g)),
            str(kilograms(one.grams)),
            str(one.hours_old),
            finding_words(one.delivery.failing) or "通过",
        )
        for one in dossier.inflows
    ]
    heads = ("交售单", "户号", "乡镇", "过磅", "净重（公斤）", "投料（公斤）", "间隔（小时）", "检查")
    return Part("投料", rows, heads, (4, 3, 3, 4, 3, 3, 2, 4), "还没有投料。")


def _findings(dossier: Dossier) -> Part:
    rows = [
        (_at(run.run.made_at), OUTCOMES[finding.outcome], str(finding), finding.clause)
        for run in dossier.runs
        for finding in run.findings
    ]
    return Part("出标前检查", rows, ("申领时间", "结果", "判定", "依据"), (3, 2, 8, 4), "还没有申领标签。")


def _reports(dossier: Dossier) -> Part:
    rows = [
        (
            one.report.number,
            one.laboratory,
            one.report.issued_on.isoformat(),
            VERDICTS[Verdict(one.report.conclusion)],
            VERDICTS[Verdict(one.report.recomputed)],
            "待复核" if one.report.under_review else "有效",
        )
        for one in dossier.reports
    ]
    heads = ("报告号", "检验机构", "签发日期", "机构结论", "系统复算", "状态")
    return Part("检验报告", rows, heads, (4, 5, 3, 2, 2, 2), "没有覆盖本批次的检验报告。")


def _runs(dossier: Dossier) -> Part:
    rows = [
        (
            run.run.gtin,
            f"{part.first}–{part.last}",
            str(part.labels),
            RANGES[RangeState(part.state)] if part.state else "未启用",
            _at(part.in_use_at) if part.in_use_at else "—",
            _at(part.ended_at) if part.ended_at else "—",
        )
        for run in dossier.runs
        for part in run.ranges
    ]
    heads = ("商品条码", "序号", "枚数", "状态", "启用", "作废或退回")
    return Part("标签", rows, heads, (4, 3, 2, 3, 4, 4), "还没有申领标签。")


def _let_out(dossier: Dossier) -> Part:
    rows = [
        (_at(one.time), str(one.told), cell_text(one.value_of("recipient")), str(one.actor)) for one in dossier.let_out
    ]
    heads = ("时间", "事件", "交给谁", "经办人")
    return Part("补打和交外部印制", rows, heads, (3, 8, 4, 3), "没有补打，也没有交外部印制。")


def _postings(dossier: Dossier) -> Part:
    rows = [
        (
            _at(one.posted_at),
            str(one.reason),
            f"{one.source_kind} · {one.source.words}",
            f"{one.target_kind} · {one.target.words}",
            f"{one.grams:,}",
        )
        for one in dossier.postings
    ]
    return Part("克数分录", rows, ("时间", "事由", "转出", "转入", "克数"), (4, 3, 6, 6, 3), "还没有克数进出。")


def _amendments(dossier: Dossier) -> Part:
    own = [
        (one.time, "本批次", "出标前", [_changed(*cells) for cells in _cells(one)], str(one.told.fields["reason"]))
        for one in dossier.own_corrections
    ]
    poured = [
        (
            one.corrected_at,
            f"交售单 {one.number}",
            "出标后" if dossier.is_after_labels(one) else "出标前",
            [_changed(column_words(each.column), each.before, each.after) for each in one.changes],
            one.reason,
        )
        for one in dossier.amendments
    ]
    rows = [
        (_at(time), what, when, "；".join(changes), why)
        for time, what, when, changes, why in sorted([*own, *poured], key=itemgetter(0))
    ]
    heads = ("时间", "对象", "先后", "改动", "原因")
    return Part("更正", rows, heads, (3, 4, 2, 6, 5), "本批次和投入的交售单没有更正。")


def _cells(happening: Happening) -> Iterable[tuple[Phrase, Word, Word]]:
    return ((cells.column, cells.before, cells.after) for change in happening.changes for cells in change.cells)


def _changed(column: Phrase, before: Word, after: Word) -> str:
    return f"{column}：{cell_text(before)} → {cell_text(after)}"


def _timeline(dossier: Dossier) -> Part:
    rows = [(str(one.index), _at(one.time), str(one.told), str(one.actor)) for one in dossier.happenings]
    return Part("时间线", rows, ("账本序号", "时间", "事件", "经办人"), (2, 4, 9, 4))


def _at(value: datetime) -> str:
    return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
