"""Days that cannot be: after the day they are told on, or before the one they follow. `today` is passed."""

from datetime import date

from gitrace.errors import Refusal


def refuse_future(day: date, today: date, field: str) -> None:
    """What is recorded has happened. Raises Refusal("future-date")."""
    if day > today:
        raise Refusal(
            "future-date", "日期 {day} 晚于今天（{today}）。", field, day=day.isoformat(), today=today.isoformat()
        )


def refuse_backward(started: date, ended: date, field: str) -> None:
    """An end is not before its start. Raises Refusal("invalid-date")."""
    if ended < started:
        raise Refusal(
            "invalid-date",
            "结束日期 {ended} 早于开始日期 {started}。",
            field,
            ended=ended.isoformat(),
            started=started.isoformat(),
        )
