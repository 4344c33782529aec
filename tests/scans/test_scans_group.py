"""Those who wait together are settled together, and nobody is left waiting."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence

import pytest

from gitrace.errors import Unavailable
from gitrace.scans.group import Group


class Press:
    """Settles once it is let; keeps how many were settled at a time."""

    def __init__(self) -> None:
        self.let = threading.Event()
        self.sizes: list[int] = []

    def __call__(self, asked: Sequence[int]) -> list[int]:
        self.sizes.append(len(asked))
        assert self.let.wait(10)
        return [2 * one for one in asked]


@pytest.fixture
def press() -> Iterator[Press]:
    made = Press()
    yield made
    made.let.set()


class Crowd:
    """Threads that ask one after another, and what came of each."""

    def __init__(self, group: Group[int, int], settle: Callable[[Sequence[int]], Sequence[int]]) -> None:
        self.group, self.settle = group, settle
        self.answers: dict[int, int | str] = {}
        self.threads: list[threading.Thread] = []

    def ask(self, number: int) -> None:
        self.threads.append(threading.Thread(target=self._asks, args=(number,)))
        self.threads[-1].start()

    def _asks(self, number: int) -> None:
        try:
            self.answers[number] = self.group.ask(number, self.settle)
        except Unavailable as fault:
            self.answers[number] = type(fault).__name__

    def leave(self) -> dict[int, int | str]:
        for thread in self.threads:
            thread.join(10)
        return self.answers


def waits(group: Group[int, int], count: int) -> None:
    while len(group._waiting) != count:
        time.sleep(0.001)


def test_whoever_comes_while_one_writes_is_settled_with_the_next(press: Press) -> None:
    group: Group[int, int] = Group(10)
    crowd = Crowd(group, press)
    crowd.ask(1)
    while not press.sizes:
        time.sleep(0.001)
    for number in (2, 3, 4, 5):
        crowd.ask(number)
    waits(group, 4)
    press.let.set()
    assert crowd.leave() == {1: 2, 2: 4, 3: 6, 4: 8, 5: 10}
    assert press.sizes == [1, 4]


def test_a_fault_is_told_to_all_whom_it_concerns_and_to_no_other() -> None:
    group: Group[int, int] = Group(10)

    def fails_on_two(asked: Sequence[int]) -> list[int]:
        if 2 in asked:
            raise Unavailable("busy")
        return list(asked)

    assert group.ask(1, fails_on_two) == 1
    with pytest.raises(Unavailable, match="busy"):
        group.ask(2, fails_on_two)
    assert group.ask(3, fails_on_two) == 3


def test_whoever_comes_while_it_fails_does_not_wait_as_long_again() -> None:
    group: Group[int, int] = Group(10)
    begun, let = threading.Event(), threading.Event()
    tried: list[int] = []

    def fails_slowly(asked: Sequence[int]) -> list[int]:
        tried.extend(asked)
        begun.set()
        assert let.wait(10)
        raise Unavailable("locked")

    crowd = Crowd(group, fails_slowly)
    crowd.ask(1)
    assert begun.wait(10)
    crowd.ask(2)
    waits(group, 1)
    let.set()
    assert crowd.leave() == {1: "Unavailable", 2: "Unavailable"}
    assert tried == [1]


def test_one_whose_turn_does_not_come_is_told_and_not_settled_after_all(press: Press) -> None:
    group: Group[int, int] = Group(0.05)
    crowd = Crowd(group, press)
    crowd.ask(1)
    while not press.sizes:
        time.sleep(0.001)
    with pytest.raises(Unavailable, match="too many"):
        group.ask(2, press)
    press.let.set()
    assert crowd.leave() == {1: 2}
    assert group.ask(3, press) == 6
    assert press.sizes == [1, 1]


def test_a_writer_that_is_ended_leaves_nobody_waiting() -> None:
    group: Group[int, int] = Group(10)

    def is_ended(_asked: Sequence[int]) -> list[int]:
        raise SystemExit

    with pytest.raises(SystemExit):
        group.ask(1, is_ended)
    assert group.ask(2, list) == 2
