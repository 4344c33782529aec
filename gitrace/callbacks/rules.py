"""The draw, so that anyone with the list and the seed can do it again, and when a call-back is over."""

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta

from gitrace.callbacks.tables import CallState
from gitrace.errors import Refusal

_WEEK = timedelta(days=7)


def finished_week(today: date) -> date:
    """The Monday of the last week that is over."""
    return today - timedelta(days=today.weekday()) - _WEEK


def lots_drawn(seed: str, candidates: Sequence[int], wanted: int) -> list[int]:
    """The candidates whose SHA-256 of `{seed}\\n{key}` is the least, `wanted` of them or all there are.

    A digest and no random generator: it comes out the same in every language and in thirty years.
    """
    return sorted(candidates, key=lambda key: hashlib.sha256(f"{seed}\n{key}".encode()).digest())[:wanted]


def state_after(result: CallState, tries: int, most: int) -> CallState:
    """A household not reached is called again until it was tried `most` times."""
    return CallState.WAITING if result is CallState.NOT_REACHED and tries < most else result


def require_waiting(state: str) -> None:
    """Raises Refusal("called-already")."""
    if state != CallState.WAITING:
        raise Refusal("called-already", "这张交售单已经回访完了。")


def require_result(result: CallState) -> None:
    """Raises Refusal("result-missing")."""
    if result is CallState.WAITING:
        raise Refusal("result-missing", "请选择回访结果。", "result")
