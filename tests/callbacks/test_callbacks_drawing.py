"""The weekly draw: by lot, once, and so that anyone can do it again."""

import hashlib
import json
from datetime import UTC, date, datetime

import cast
import pytest
from sqlmodel import select
from standing_clock import Clock

from gitrace.callbacks.commands import draw_week
from gitrace.callbacks.jobs import draw_callbacks
from gitrace.callbacks.queries import draw_of, find_callbacks
from gitrace.callbacks.rules import finished_week, lots_drawn
from gitrace.callbacks.tables import Draw
from gitrace.profile import seed_profile
from gitrace.profile.values import Tag, Tagged
from gitrace.storage import Store, reading
from gitrace.work import SYSTEM, writing

WEEK = date(2026, 3, 16)
AFTER = datetime(2026, 3, 23, 1, tzinfo=UTC)
"""Nine on the Monday after."""


@pytest.fixture(autouse=True)
def monday(the_clock: Clock) -> None:
    the_clock.set(AFTER)


def weigh_some(store: Store, count: int) -> list[int]:
    producer, household = cast.make_producer(store), cast.make_household(store)
    plot = cast.make_plot(store, household)
    return [cast.make_delivery(store, producer, plot, weighed_at=cast.SPRING_MORNING).id for _ in range(count)]


def small_draws(store: Store, a_week: int) -> None:
    wanted = seed_profile().callbacks.model_copy(update={"a_week": Tagged(value=a_week, tag=Tag.MODEL)})
    cast.make_profile(store, callbacks=wanted)


@pytest.mark.parametrize(
    ("today", "week"),
    [(date(2026, 3, 23), WEEK), (date(2026, 3, 29), WEEK), (date(2026, 3, 22), date(2026, 3, 9))],
)
def test_a_week_is_over_on_the_monday_after(today: date, week: date) -> None:
    assert finished_week(today) == week


def test_the_same_seed_and_list_give_the_same_lots() -> None:
    candidates = range(1, 201)
    drawn = lots_drawn("a seed", candidates, 10)
    assert drawn == lots_drawn("a seed", candidates, 10) == [148, 185, 125, 71, 96, 103, 102, 57, 153, 41]
    assert drawn != lots_drawn("another", candidates, 10)
    assert lots_drawn("a seed", [5], 10) == [5]


def test_every_delivery_has_its_chance() -> None:
    times = dict.fromkeys(range(20), 0)
    for number in range(2000):
        for key in lots_drawn(str(number), range(20), 2):
            times[key] += 1
    assert all(140 < count < 260 for count in times.values())


def test_the_draw_is_recorded_so_that_it_can_be_replayed(store: Store) -> None:
    small_draws(store, 3)
    weighed = weigh_some(store, 8)
    with writing(store, SYSTEM) as work:
        draw_week(work, WEEK)
    with reading(store) as session:
        draw = draw_of(session, WEEK)
        drawn = {one.delivery.id for one in find_callbacks(session)[0]}
    assert draw is not None
    assert json.loads(draw.candidates) == weighed
    assert drawn == set(lots_drawn(draw.seed, weighed, 3))
    assert cast.tags_of(store, f"callbacks:{WEEK}") == ["callbacks.drawn/1"]
    assert len(hashlib.sha256(draw.candidates.encode()).hexdigest()) == len(draw.seed) * 2


def test_the_keeper_draws_a_week_once(store: Store) -> None:
    weigh_some(store, 2)
    for _ in range(3):
        draw_callbacks(store, AFTER)
    with reading(store) as session:
        assert len(session.exec(select(Draw)).all()) == 1
        assert find_callbacks(session)[1] == 2


def test_a_week_without_deliveries_leaves_nothing(store: Store) -> None:
    draw_callbacks(store, AFTER)
    with reading(store) as session:
        assert draw_of(session, WEEK) is None


def test_a_dealers_load_is_no_candidate(store: Store) -> None:
    cast.make_dealers_load(store, cast.make_producer(store))
    draw_callbacks(store, AFTER)
    with reading(store) as session:
        assert draw_of(session, WEEK) is None
