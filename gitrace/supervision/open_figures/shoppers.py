"""What shoppers did with labels and told us, and which lots were stopped for them."""

import sqlalchemy as sa
from sqlmodel import Session, col

from gitrace.batches.events import BatchHeld, BatchRecalled
from gitrace.cases.tables import Message
from gitrace.ledger import tables as ledger
from gitrace.ledger.events import Event
from gitrace.scans.days import ScanDay
from gitrace.supervision.days import instants_within
from gitrace.supervision.open_figures.figure import OpenFigure, percent, ratio
from gitrace.supervision.returns.period import Days


def shopper_figures(session: Session, days: Days, looks: ScanDay | None) -> tuple[OpenFigure, ...]:
    """Of a season's days; `looks`: what of them is counted, if anything."""
    scans, labels = (looks.scans, looks.labels) if looks else (None, None)
    received = instants_within(col(Message.received_at), *days)
    handled = sa.func.sum(sa.case((col(Message.handled_at).is_not(None), 1), else_=0))
    messages, done = session.execute(sa.select(sa.func.count(), handled).select_from(Message).where(*received)).one()
    return (
        OpenFigure("scans", "查询次数", scans, "次", "同一设备十分钟内的重复查询算一次；工作人员的查询不计。"),
        OpenFigure("labels-scanned", "被查询过的标签", labels, "枚", "按第一次被查询的日期计，每枚只计一次。"),
        OpenFigure("messages", "收到的反映", messages, "件", "消费者在本系统写来的件数；12315 的投诉举报不在内。"),
        OpenFigure("messages-handled", "已处理的反映", int(done or 0), "件", "上述反映中至今已登记处理的件数。"),
        OpenFigure(
            "messages-handled-share", "处理率", percent(int(done or 0), messages), "%", "已处理的反映 ÷ 收到的反映。"
        ),
        OpenFigure(
            "messages-per-scans",
            "每万次查询的反映",
            ratio(messages, scans, 10_000),
            "件",
            "收到的反映 ÷ 查询次数 × 10000。",
        ),
    )


def figures_of_stops(session: Session, days: Days) -> tuple[OpenFigure, ...]:
    """Lots held and recalled in these days, as the log has it."""
    held, recalled = (_lots_told(session, kind, days) for kind in (BatchHeld, BatchRecalled))
    return (
        OpenFigure("lots-held", "暂停过的批次", held, "个", "期间登记暂停标签使用的不同批次，已恢复的也在内。"),
        OpenFigure("lots-recalled", "召回过的批次", recalled, "个", "期间登记召回的不同批次，已解除的也在内。"),
    )


def _lots_told(session: Session, kind: type[Event], days: Days) -> int:
    entry = ledger.entry.c
    of_kind = entry.tag == f"{kind.tag}/{kind.tag_version}"
    lots = sa.select(sa.func.count(sa.distinct(entry.subject)))
    return int(session.execute(lots.where(of_kind, *instants_within(entry.time, *days))).scalar_one())
