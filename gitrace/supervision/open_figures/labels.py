"""What became of a season's labels."""

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from gitrace.batches.tables import Batch
from gitrace.labels.tables import LabelRange, RangeState, Run
from gitrace.supervision.days import begins, days_within
from gitrace.supervision.open_figures.figure import OpenFigure, percent
from gitrace.supervision.returns.period import Days

_LABELS = col(LabelRange.last) - col(LabelRange.first) + 1


def label_figures(session: Session, packed: Days, until: date) -> tuple[OpenFigure, ...]:
    """Of labels of lots packed in these days, as the day `until` left them."""
    labels = _count(session, packed, until)
    rest = labels.issued - labels.in_use - labels.void - labels.returned
    return (
        OpenFigure("labels-issued", "签发标签", labels.issued, "枚", "本产季包装批次申领付印的标签，重印不另计。"),
        OpenFigure("labels-in-use", "在用标签", labels.in_use, "枚", "已启用、没有作废的标签。"),
        OpenFigure(
            "labels-in-use-share", "在用占签发", percent(labels.in_use, labels.issued), "%", "在用标签 ÷ 签发标签。"
        ),
        OpenFigure("labels-void", "作废标签", labels.void, "枚", "未启用就作废的和启用后作废的都在内。"),
        OpenFigure(
            "labels-void-share", "作废占签发", percent(labels.void, labels.issued), "%", "作废标签 ÷ 签发标签。"
        ),
        OpenFigure("labels-returned", "退回注销标签", labels.returned, "枚", "未启用、退回注销的标签。"),
        OpenFigure("labels-unused", "未启用标签", rest, "枚", "签发标签 − 在用 − 作废 − 退回注销。"),
    )


@dataclass(frozen=True)
class _Labels:
    issued: int
    in_use: int
    void: int
    returned: int


def _count(session: Session, packed: Days, until: date) -> _Labels:
    end = begins(until + timedelta(days=1))
    of_season = days_within(col(Batch.packed_on), *packed)
    issued = (
        sa.select(sa.func.sum(col(Run.last) - col(Run.first) + 1))
        .join(Batch, col(Batch.id) == col(Run.batch_id))
        .where(*of_season, col(Run.made_at) < end)
    )
    in_use_at, ended_at = col(LabelRange.in_use_at), col(LabelRange.ended_at)
    used, ended = in_use_at < end, ended_at < end
    states = (
        sa.select(
            _where(sa.and_(used, sa.or_(ended_at.is_(None), ended_at >= end))),
            _where(sa.and_(ended, col(LabelRange.state) == RangeState.VOID)),
            _where(sa.and_(ended, col(LabelRange.state) == RangeState.RETURNED)),
        )
        .select_from(LabelRange)
        .join(Run, col(Run.id) == col(LabelRange.run_id))
        .join(Batch, col(Batch.id) == col(Run.batch_id))
        .where(*of_season)
    )
    stood = session.execute(states).one()
    return _Labels(int(session.execute(issued).scalar() or 0), *(int(one or 0) for one in stood))


def _where(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((condition, _LABELS), else_=0))
