"""Group commit: requests that wait for the disk wait for it together."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from gitrace.errors import Unavailable

Asked = TypeVar("Asked")
Answered = TypeVar("Answered")

GATHERING = 0.001
"""Seconds in which whoever is about to ask may still join: a gevent worker reads its other sockets meanwhile."""
LONGEST_GATHERING = 0.005
"""Seconds, as long as each turn of `GATHERING` brings somebody more."""


def _held_lock() -> threading.Lock:
    lock = threading.Lock()
    lock.acquire()
    return lock


@dataclass(slots=True, eq=False)
class _Place(Generic[Asked, Answered]):
    """One request in the queue. `turn` is let go once, when it is settled, with one answer or a fault, or is to settle
    for others; an Event would do the same with four locks.
    """

    asked: Asked
    leads: bool = False
    answers: list[Answered] = field(default_factory=list)
    fault: BaseException | None = None
    turn: threading.Lock = field(default_factory=_held_lock)


class Group(Generic[Asked, Answered]):
    """Whoever comes first settles for all who wait by then, and hands on to the first of those who came meanwhile.

    There is no writer of its own that would have to be started after a fork, watched, or drained at the end: each
    request sees to its own.
    """

    def __init__(self, patience: float) -> None:
        """`patience`: seconds that one waits for its turn."""
        self._patience = patience
        self._waiting: list[_Place[Asked, Answered]] = []
        self._led = False
        self._guard = threading.Lock()

    def ask(self, asked: Asked, settle: Callable[[Sequence[Asked]], Sequence[Answered]]) -> Answered:
        """The answer. `settle`, the same for all who ask, answers several at once, in their order.

        Raises Unavailable when it is not this one's turn in time, and what `settle` raised.
        """
        place: _Place[Asked, Answered] = _Place(asked)
        with self._guard:
            self._waiting.append(place)
            place.leads, self._led = not self._led, True
        try:
            if not place.leads:
                place.turn.acquire(timeout=self._patience)
            if place.leads:
                self._gather()
                self._settle_waiting(settle)
        finally:
            self._leave(place)
        return self._answer(place)

    def _gather(self) -> None:
        deadline, there = time.monotonic() + LONGEST_GATHERING, 0
        while len(self._waiting) > there and time.monotonic() < deadline:
            there = len(self._waiting)
            time.sleep(GATHERING)

    def _settle_waiting(self, settle: Callable[[Sequence[Asked]], Sequence[Answered]]) -> None:
        places = self._take_waiting()
        try:
            for place, answer in zip(places, settle([place.asked for place in places]), strict=True):
                place.answers.append(answer)
        except BaseException as fault:
            # Whoever came meanwhile would wait as long again, for the same reason.
            places += self._take_waiting()
            for place in places:
                place.fault = fault
            if not isinstance(fault, Exception):  # the worker is told to end, which is no answer to the others
                raise
        finally:
            for place in places:
                if not place.leads:
                    place.turn.release()

    def _take_waiting(self) -> list[_Place[Asked, Answered]]:
        with self._guard:
            places, self._waiting = self._waiting, []
        return places

    def _leave(self, place: _Place[Asked, Answered]) -> None:
        """Settled, out of patience, or ended while it waited or led: others go on all the same."""
        with self._guard:
            if place in self._waiting:
                self._waiting.remove(place)
            if place.leads:
                self._led = bool(self._waiting)
                for following in self._waiting[:1]:
                    following.leads = True
                    following.turn.release()

    def _answer(self, place: _Place[Asked, Answered]) -> Answered:
        if place.answers:
            return place.answers[0]
        if place.fault is None:
            raise Unavailable("too many wait to be written")
        if isinstance(place.fault, Unavailable):
            raise Unavailable(str(place.fault)) from place.fault
        raise place.fault
