"""What the keeper knows how to do. Rooms register their handlers by decorator."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from gitrace.jobs.progress import Progress
from gitrace.storage import Store

JobHandler = Callable[[Store, Any, Progress], Any]
"""(store, payload, progress) → result, both JSON. May be run again from `progress.done` after an interruption, and
again from a little earlier than it had come. A Refusal fails the job with its sentence; after any other
fault it is tried again."""
EffectHandler = Callable[[Store, Any, datetime], None]
"""(store, payload, now). Done at least once: again after a failure, or when the keeper died before noting it."""
TimerHandler = Callable[[Store, datetime], None]
"""(store, now). Shorter than a second: effects wait for it."""


@dataclass(frozen=True, slots=True)
class Timer:
    """Something done every `seconds` while a keeper lives, first when it starts."""

    name: str
    seconds: float
    act: TimerHandler


T = TypeVar("T")

JOBS: dict[str, JobHandler] = {}
IN_TURNS: set[str] = set()
"""Kinds of jobs that go on cheaply where they were, and so let others have a turn."""
EFFECTS: dict[str, EffectHandler] = {}
TIMERS: dict[str, Timer] = {}


def job(kind: str, *, in_turns: bool = False) -> Callable[[JobHandler], JobHandler]:
    """Register the handler of a kind of job. `in_turns`: it is broken off at a step when others have waited for long,
    and goes on after them. Raises ValueError when there is one.
    """

    def register(handler: JobHandler) -> JobHandler:
        _keep(JOBS, kind, handler)
        if in_turns:
            IN_TURNS.add(kind)
        return handler

    return register


def effect(kind: str) -> Callable[[EffectHandler], EffectHandler]:
    """Register the handler of a kind of effect. Raises ValueError when there is one."""

    def register(handler: EffectHandler) -> EffectHandler:
        _keep(EFFECTS, kind, handler)
        return handler

    return register


def timer(*, seconds: float) -> Callable[[TimerHandler], TimerHandler]:
    """Register a timer under its function's name. Raises ValueError when there is one."""

    def register(handler: TimerHandler) -> TimerHandler:
        name = f"{handler.__module__}.{handler.__qualname__}"
        _keep(TIMERS, name, Timer(name, seconds, handler))
        return handler

    return register


def _keep(register: dict[str, T], name: str, handler: T) -> None:
    if name in register:
        raise ValueError(f"{name} has a handler already")
    register[name] = handler
