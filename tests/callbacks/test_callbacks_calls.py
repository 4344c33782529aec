"""Recording calls: confirmed, denied, not reached; a denial reaches the same list as the household's own button."""

from datetime import UTC, date, datetime
from decimal import Decimal

import cast
import pytest
from standing_clock import Clock

from gitrace.callbacks.commands import RecordCall, draw_week, record_call
from gitrace.callbacks.queries import calls_of, find_callbacks, season_figures, the_callback
from gitrace.callbacks.tables import CallState
from gitrace.cases.queries import denials_of
from gitrace.cases.tables import DenialSource
from gitrace.storage import Store, reading
from gitrace.work import SYSTEM, writing

WEEK = date(2026, 3, 16)


@pytest.fixture
def drawn(store: Store, the_clock: Clock) -> list[int]:
    """Four deliveries of a week, all of them drawn."""
    the_clock.set(datetime(2026, 3, 23, 1, tzinfo=UTC))
    producer = cast.make_producer(store)
    for number in range(4):
        household = cast.make_household(store, phone=f"1370000000{number}")
        plot = cast.make_plot(store, household)
        cast.make_delivery(store, producer, plot, weighed_at=cast.SPRING_MORNING)
    with writing(store, SYSTEM) as work:
        draw_week(work, WEEK)
    with reading(store) as session:
        return [one.callback.id for one in find_callbacks(session, state=CallState.WAITING)[0]]


def call(store: Store, callback_id: int, result: CallState, words: str | None = None) -> CallState:
    with writing(store, cast.REGULATOR) as work:
        return CallState(record_call(work, callback_id, RecordCall(result=result, words=words)).state)


def test_a_confirmed_one_is_over(store: Store, drawn: list[int]) -> None:
    assert call(store, drawn[0], CallState.CONFIRMED) == CallState.CONFIRMED
    again = RecordCall(result=CallState.CONFIRMED)
    refused = cast.refused(store, cast.REGULATOR, lambda work: record_call(work, drawn[0], again))
    assert refused[0] == "called-already"


def test_one_not_reached_is_called_again_until_the_profiles_last_try(store: Store, drawn: list[int]) -> None:
    states = [call(store, drawn[0], CallState.NOT_REACHED) for _ in range(3)]
    assert states == [CallState.WAITING, CallState.WAITING, CallState.NOT_REACHED]
    with reading(store) as session:
        assert len(calls_of(session, drawn[0])) == 3


def test_a_denial_is_told_as_by_the_button(store: Store, drawn: list[int]) -> None:
    call(store, drawn[0], CallState.DENIED, "演示：没有交过")
    with reading(store) as session:
        line = the_callback(session, drawn[0])
        (told,) = denials_of(session, [line.delivery.id])
    assert (told.denial.source, told.words) == (DenialSource.CALL, "演示：没有交过")
    assert cast.tags_of(store, f"delivery:{line.delivery.id}")[-2:] == ["callback.recorded/1", "delivery.denied/1"]


def test_waiting_is_no_result(store: Store, drawn: list[int]) -> None:
    form = RecordCall(result=CallState.WAITING)
    refused = cast.refused(store, cast.REGULATOR, lambda work: record_call(work, drawn[0], form))
    assert refused == ("result-missing", "result")


def test_no_producer_records_a_call(store: Store, drawn: list[int]) -> None:
    manager = cast.manager_of(cast.make_producer(store))
    form = RecordCall(result=CallState.CONFIRMED)
    assert cast.refused(store, manager, lambda work: record_call(work, drawn[0], form))[0] == "regulator-only"


def test_the_figures_count_each_end(store: Store, drawn: list[int]) -> None:
    call(store, drawn[0], CallState.CONFIRMED)
    call(store, drawn[1], CallState.DENIED)
    with reading(store) as session:
        figures = season_figures(session, cast.SEASON)
    assert (figures.drawn, figures.made, figures.confirmed, figures.denied, figures.not_reached) == (4, 2, 1, 1, 0)
    assert figures.share == Decimal("50.0")
