"""The whole season, from the opening of the home to today."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from random import Random

import sqlalchemy as sa

from gitrace import clock
from gitrace.clock import shanghai_day
from gitrace.demo import groves, people, trade
from gitrace.demo.agenda import Agenda
from gitrace.demo.cartons import plan_cartons
from gitrace.demo.certificates import plan_certificates
from gitrace.demo.guide import Guide
from gitrace.demo.incidents import kept_open, plan_incidents
from gitrace.demo.lists import plan_lists
from gitrace.demo.mornings import plan_rounds
from gitrace.demo.packing import AHEAD, plan_packing
from gitrace.demo.prints import plan_prints
from gitrace.demo.reports import season_report, uploaded_report
from gitrace.demo.seasons import Harvest, at, harvests
from gitrace.demo.shoppers import look_at_labels, plan_messages, search_copies
from gitrace.demo.stage import Stage
from gitrace.demo.telling import count_looks, plan_weeks
from gitrace.demo.voices import issue_village_cards, plan_voices
from gitrace.growers.rules import season_of
from gitrace.home import found_home
from gitrace.keys.rotating import rotate_label_key, rotate_log_key
from gitrace.profile import Profile, seed_profile
from gitrace.scans.place import scans_of
from gitrace.settings import Settings
from gitrace.storage import Store
from gitrace.work import SYSTEM

SEED = 421223
"""The same day gives the same season; keys, tokens and the password are another in each home."""

Told = Callable[[int], None]
"""Per cent done."""

_BOTH_KEYS = 200
"""Entries that both log keys sign for."""
_BEFORE = timedelta(days=50)
"""From the opening of the home to the earlier harvest's first possible day."""


def make_season(settings: Settings, now: datetime, told: Told) -> Guide:
    """Found a home and book a season into it, up to `now`. The home must be empty.

    Raises as `found_home`; a Refusal would be a fault of the script.
    """
    profile = seed_profile()
    earlier, latest = harvests(shanghai_day(now), profile)
    opened = at(earlier.begins, 9) - _BEFORE
    with clock.pretend(opened):
        store = found_home(settings)
    try:
        _hurry(store)
        # The seed makes a story, not a secret.
        stage = Stage(store, Agenda(now), earlier, latest, Random(SEED))  # noqa: S311
        password = people.make_password()
        _plan_beginning(stage, opened, password)
        _plan_seasons(stage, profile)
        plan_lists(stage, profile)
        _play(stage, told)
        return Guide(shanghai_day(now).isoformat(), password, people.accounts(stage), {})
    finally:
        store.close()


def _hurry(store: Store) -> None:
    """Leave off waiting for the disk at each commit: what is not complete in the end is thrown away."""
    for engine in (store.engine, scans_of(store).engine):
        sa.event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
        engine.dispose()


def _plan_beginning(stage: Stage, opened: datetime, password: str) -> None:
    first = shanghai_day(opened)
    stage.agenda.at(opened, partial(people.begin, stage, password))
    stage.agenda.at(opened + timedelta(hours=1), partial(trade.announce, stage, first))
    stage.agenda.at(opened + timedelta(hours=2), partial(trade.register, stage))
    stage.agenda.at(opened + timedelta(hours=3), partial(people.staff, stage, password))
    stage.agenda.at(opened + timedelta(days=1), partial(groves.list_households, stage))
    stage.agenda.at(opened + timedelta(days=1, hours=2), partial(issue_village_cards, stage))
    # What follows reads producers and growers, and so is planned when they are there.
    stage.agenda.at(opened + timedelta(days=2), partial(_plan_harvests, stage))


def _plan_seasons(stage: Stage, profile: Profile) -> None:
    """Certification, cover and reports of both harvests, and of the next season if its lots are opened already."""
    certified: set[int] = set()
    soon = stage.today + AHEAD
    for day, when in (
        (stage.earlier.begins, stage.earlier.begins - timedelta(days=40)),
        (stage.latest.begins, stage.latest.begins - timedelta(days=40)),
        (soon, stage.today - timedelta(days=5)),
    ):
        season = season_of(day, profile)
        if season not in certified:
            certified.add(season)
            stage.agenda.at(at(when, 15), partial(groves.certify, stage, season))
    stage.agenda.at(at(stage.latest.begins - timedelta(days=20), 10), partial(trade.verify_scales, stage))
    stage.agenda.at(at(stage.latest.begins - timedelta(days=30), 9), partial(_change_keys, stage))
    for harvest in (stage.earlier, stage.latest):
        _plan_preparations(stage, harvest)


def _change_keys(stage: Stage) -> None:
    """Between two harvests: the log's key, and that of the labels to come."""
    rotate_log_key(stage.store, SYSTEM, overlap=_BOTH_KEYS)
    rotate_label_key(stage.store, SYSTEM)


def _plan_preparations(stage: Stage, harvest: Harvest) -> None:
    if harvest.cover == "covered":
        laid = harvest.begins - timedelta(days=35)
        stage.agenda.at(at(laid + timedelta(days=3), 16), partial(groves.cover_plots, stage, laid))
    else:
        stage.agenda.at(at(harvest.begins - timedelta(days=20), 16), partial(groves.spray, stage))
    tested = harvest.begins - timedelta(days=1)
    for ordinal, (producer, form) in enumerate((("guiquan", "fresh"), ("baini", "fresh"), ("chongling", "boiled"))):
        report = partial(season_report, stage, producer, form, harvest)
        stage.agenda.at(at(tested, 10, 7 * ordinal), report)
    stage.agenda.at(at(tested, 14), partial(uploaded_report, stage, "farm", "farm", harvest))


def _plan_harvests(stage: Stage) -> None:
    open_still = kept_open(stage)
    for harvest in (stage.earlier, stage.latest):
        plan_rounds(stage, harvest, open_still)
    plan_packing(stage)
    plan_certificates(stage)
    plan_cartons(stage)
    plan_prints(stage)
    plan_incidents(stage)
    plan_messages(stage)
    plan_voices(stage)
    plan_weeks(stage)


def _play(stage: Stage, told: Told) -> None:
    """Everything, in order; looks at labels last, for their times are given. They are about a tenth of the work."""
    for done, planned in stage.agenda.run():
        told(90 * done // max(planned, done + 1) if planned > _ONLY_BEGUN else 0)
    for number in look_at_labels(stage):
        told(90 + min(9, number // 60))
    search_copies(stage)
    count_looks(stage)
    told(100)


_ONLY_BEGUN = 100
"""Deeds on the agenda before the harvests are planned; their share would say nothing."""
