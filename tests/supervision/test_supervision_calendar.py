"""The calendar of a season: windows that run over the new year, what ends, days of publicity; as iCalendar."""

from datetime import UTC, date, datetime

from icalendar import Calendar
from laid import Laid

from gitrace.profile import seed_profile
from gitrace.storage import Store, reading
from gitrace.supervision.season_calendar import Entry, as_icalendar, season_calendar

NOW = datetime(2026, 3, 20, tzinfo=UTC)


def of_season(store: Store, season: int) -> list[Entry]:
    with reading(store) as session:
        return season_calendar(session, season, seed_profile())


def told(entries: list[Entry], what: str) -> list[tuple[date, date, str]]:
    return [(one.first, one.last, one.whose) for one in entries if str(one.what) == what]


def test_windows_are_those_of_the_profile(store: Store) -> None:
    assert told(of_season(store, 2028), "采收期") == [
        (date(2027, 11, 15), date(2028, 2, 29), "覆盖笋"),
        (date(2028, 3, 1), date(2028, 4, 30), "自然笋（未覆盖）"),
    ]


def test_days_of_publicity_lie_in_their_own_year_of_the_season(store: Store) -> None:
    days = told(of_season(store, 2026), "宣传日")
    assert [(first.isoformat(), name) for first, _, name in days] == [
        ("2025-09-01", "质量月"),
        ("2025-10-14", "世界标准日"),
        ("2026-03-15", "国际消费者权益日"),
        ("2026-05-20", "世界计量日"),
    ]


def test_what_ends_in_the_season_leads_to_its_producer(store: Store, laid: Laid) -> None:
    entries = of_season(store, 2026)
    assert {one.subject for one in entries if str(one.what) == "衡器检定到期"} == {
        f"producer:{laid.ours.id}",
        f"producer:{laid.rival.id}",
    }
    assert told(of_season(store, 2030), "用标核准到期") != []
    assert told(entries, "用标核准到期") == []


def test_the_file_is_read_by_a_calendar_program_and_stays_the_same(store: Store, laid: Laid) -> None:
    entries = of_season(store, 2026)
    first, again = (as_icalendar(entries, host="label.example", now=NOW) for _ in range(2))
    assert first == again
    events = Calendar.from_ical(first).walk("VEVENT")
    assert len(events) == len(entries) == len({event["UID"] for event in events})
    window = next(event for event in events if "覆盖笋" in event["SUMMARY"])
    assert (window["DTSTART"].dt, window["DTEND"].dt) == (date(2025, 11, 15), date(2026, 3, 1))
