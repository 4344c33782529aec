"""The demo's season follows the day on which it is made."""

from datetime import date, datetime, timedelta

import pytest

from gitrace import clock
from gitrace.clock import SHANGHAI
from gitrace.demo.agenda import Agenda
from gitrace.demo.seasons import harvests
from gitrace.demo.today import advice
from gitrace.profile import seed_profile

NOON = datetime(2026, 3, 9, 12, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("today", "earlier", "latest"),
    [
        ("2026-11-23", ("natural", "2026-03-01", "2026-04-30"), ("covered", "2026-11-15", "2026-11-23")),
        ("2026-11-15", ("natural", "2026-03-01", "2026-04-30"), ("covered", "2026-11-15", "2026-11-15")),
        ("2027-01-02", ("natural", "2026-03-01", "2026-04-30"), ("covered", "2026-11-15", "2027-01-02")),
        ("2027-03-01", ("covered", "2026-11-15", "2027-02-28"), ("natural", "2027-03-01", "2027-03-01")),
        ("2027-07-01", ("covered", "2026-11-15", "2027-02-28"), ("natural", "2027-03-01", "2027-04-30")),
        ("2028-03-02", ("covered", "2027-11-15", "2028-02-29"), ("natural", "2028-03-01", "2028-03-02")),
    ],
)
def test_the_latest_two_harvests_are_shown(
    today: str, earlier: tuple[str, str, str], latest: tuple[str, str, str]
) -> None:
    former, last = harvests(date.fromisoformat(today), seed_profile())
    assert (former.cover, former.begins.isoformat(), former.days[-1].isoformat()) == earlier
    assert (last.cover, last.begins.isoformat(), last.days[-1].isoformat()) == latest
    assert former.days[-1] < last.days[0]


def test_every_day_of_it_lies_in_its_window() -> None:
    for offset in range(0, 366, 5):
        for harvest in harvests(date(2027, 1, 1) + timedelta(days=offset), seed_profile()):
            assert all(seed_profile().cover(harvest.cover).in_window(day) for day in harvest.days)


def test_deeds_are_done_in_the_order_of_their_instants_each_at_its_own() -> None:
    agenda, done = Agenda(NOON), list[tuple[str, datetime]]()

    def note(word: str) -> None:
        done.append((word, clock.now()))

    def begin() -> None:
        note("first")
        agenda.at(NOON - timedelta(hours=2), lambda: note("second"))

    agenda.at(NOON - timedelta(hours=1), lambda: note("third"))
    agenda.at(NOON - timedelta(hours=3), begin)
    agenda.at(NOON + timedelta(seconds=1), lambda: note("never"))
    assert [count for count, _ in agenda.run()] == [1, 2, 3]
    assert done == [
        ("first", NOON - timedelta(hours=3)),
        ("second", NOON - timedelta(hours=2)),
        ("third", NOON - timedelta(hours=1)),
    ]


def test_a_pretended_instant_ends_with_its_block() -> None:
    with clock.pretend(NOON):
        assert clock.now() == NOON
        assert clock.now().utcoffset() == timedelta(0)
    assert clock.now() > NOON + timedelta(days=100)


def test_a_newcomer_is_told_what_can_be_tried_today() -> None:
    assert "weigh in" in advice(date(2026, 11, 23), date(2026, 11, 23))
    assert "remove the home" in advice(date(2026, 11, 20), date(2026, 11, 23))
    assert "no harvest" in advice(date(2026, 7, 1), date(2026, 7, 1))
