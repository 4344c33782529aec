"""What waits for the regulator, a line each: words, how many, and the list that shows just those."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from sqlmodel import Session

from gitrace.scans.suspicions import suspicions_open
from gitrace.supervision import overview
from gitrace.supervision.proposals import proposals_waiting

Query = Callable[[date], dict[str, Any]]


def always(**query: str) -> Query:
    """A list's filter that is the same every day."""
    return lambda _today: dict(query)


UNFILTERED = always()


@dataclass(frozen=True)
class Matter:
    """One kind of thing that waits. `counted`: how many today, by one statement; `endpoint` and `query`: their list;
    `tone`: how loud the figure is where it is not 0.
    """

    words: str
    counted: Callable[[Session, date], int]
    endpoint: str
    query: Query = UNFILTERED
    tone: str = "warn"


MATTERS = (
    Matter("批次有差额", overview.lots_in_deficit, "regulator.list_lots", always(state="deficit"), "stop"),
    Matter("检查未通过而已投料的交售单", overview.failing_poured, "regulator.list_marked_lots", tone="stop"),
    Matter("暂停提议待答复", proposals_waiting, "regulator.list_proposed_holds", tone="stop"),
    Matter("批次暂停标签使用", overview.lots_held, "regulator.list_lots", always(state="held")),
    Matter("恢复标签使用待确认", overview.releases_proposed, "regulator.list_lots", always(state="release-proposed")),
    Matter("检验报告待复核", overview.reports_under_review, "regulator.list_reports", always(under_review="true")),
    Matter("农户说“这不是我交的”，待核实", overview.denials_open, "regulator.list_denials", tone="stop"),
    Matter("电话回访待打", overview.callbacks_waiting, "regulator.list_callbacks"),
    Matter("用标申请待初审", overview.applications_filed, "regulator.list_applications", always(stage="filed")),
    Matter("标签疑似被复制，待决定", suspicions_open, "regulator.list_copies"),
    Matter("反映问题未处理", overview.messages_open, "regulator.list_messages"),
    Matter(
        "批次过了包装日未结批",
        overview.lots_left_open,
        "regulator.list_lots",
        lambda today: {"state": "open", "until_day": overview.left_open_until(today).isoformat()},
    ),
    Matter(
        "标签过了包装日没有交代",
        overview.lots_unaccounted,
        "regulator.list_lots",
        lambda today: {"state": "labels-left", "until_day": overview.left_open_until(today).isoformat()},
    ),
)
"""In the order of the page: what stops goods first."""


@dataclass(frozen=True)
class Ending:
    """One kind of thing that ends. `words`: of the figure; `title`: of its list on the page, which stands at `key`."""

    key: str
    words: str
    title: str
    found: Callable[[Session, date], list[overview.Expiring]]


ENDINGS = (
    Ending("authorisations", "用标核准临近或刚过期", "用标核准", overview.expiring_authorisations),
    Ending("scales", "衡器检定临近或刚过期", "衡器检定", overview.expiring_scales),
    Ending("coverage", "检验报告覆盖临近或刚过期", "检验报告覆盖", overview.expiring_reports),
)


@dataclass(frozen=True)
class Waiting:
    """A figure as the page shows it today; `address`: None where there is no list to show."""

    words: str
    count: int
    address: str | None
    tone: str


def what_waits(session: Session, today: date) -> list[Waiting]:
    """Every matter, those at 0 too: an empty figure is an answer."""
    return [
        Waiting(one.words, one.counted(session, today), url_for(one.endpoint, **one.query(today)), one.tone)
        for one in MATTERS
    ]


def what_ends(session: Session, today: date) -> list[tuple[Ending, list[overview.Expiring]]]:
    """What ends within 30 days, or ended within the last 30, by kind."""
    return [(one, one.found(session, today)) for one in ENDINGS]
