"""Trying a version on the running season: what would be judged otherwise, and that a trial changes nothing."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from cast import REGULATOR, make_batch, make_delivery, make_producer, make_report, pour, reported
from standing_clock import Clock

from gitrace import clock
from gitrace.jobs.queries import job_of
from gitrace.jobs.running import run_next
from gitrace.profile import Profile
from gitrace.profile.commands import profile_on
from gitrace.profile.editing import edited, start_of, version_model
from gitrace.profile.items import items_of
from gitrace.storage import Store, keeping, reading
from gitrace.supervision import jobs  # noqa: F401 - the keeper's handlers
from gitrace.supervision.trials import judged_until, order_trial, trial_of

MORNING = datetime(2026, 3, 20, 0, 0, tzinfo=UTC)


@pytest.fixture
def season(store: Store, the_clock: Clock) -> Any:
    the_clock.set(MORNING)
    producer = make_producer(store)
    delivery = make_delivery(store, producer)
    batch = make_batch(store, producer)
    pour(store, batch, delivery)
    report = make_report(store, producer, items=[reported("lead", "0.08")])
    return delivery, batch, report


def tried(store: Store, **changes: Any) -> dict[str, Any]:
    with reading(store) as session:
        old = profile_on(session, clock.shanghai_day(clock.now()))
    fields = {"from_day": "2026-04-10", "reason": "试", "basis": "文件", **start_of(old), **changes}
    typed = version_model(old).model_validate({name: one for name, one in fields.items() if one != ""})
    with keeping(store) as session:
        made = order_trial(
            session, old=old, new=edited(old, typed), typed=typed, made_by=REGULATOR.name, now=clock.now()
        ).id
    assert run_next(store, clock.now())
    with reading(store) as session:
        job = job_of(session, made)
        assert job is not None
        assert job.answer is not None, job.failure
        assert trial_of(session, made) is not None
    return {kind: job.answer[kind]["count"] for kind in ("deliveries", "lots", "reports")}


def name_of(store: Store, words: str, of: str = "") -> str:
    with reading(store) as session:
        profile: Profile = profile_on(session, clock.shanghai_day(clock.now()))
    return next(item.name for item in items_of(profile) if item.words == words and item.of.startswith(of))


def test_a_later_harvest_window_fails_the_deliveries_before_it_and_their_lots(store: Store, season: Any) -> None:
    begins = name_of(store, "采收期首日（月-日）", "自然笋")
    assert tried(store, **{begins: "03-25"}) == {"deliveries": 1, "lots": 1, "reports": 0}


def test_a_lower_limit_judges_reports_otherwise(store: Store, season: Any) -> None:
    assert tried(store, **{name_of(store, "最大值", "鲜笋 · 铅"): "0.05"}) == {"deliveries": 0, "lots": 0, "reports": 1}


def test_what_no_rule_of_goods_reads_changes_nothing(store: Store, season: Any) -> None:
    assert tried(store, mark__warn_unused_months="12") == {"deliveries": 0, "lots": 0, "reports": 0}


def test_an_announcement_entered_concerns_every_lot(store: Store, season: Any) -> None:
    assert tried(store, indication__announcement_number="演示公告第 9 号")["lots"] == 1


def test_goods_are_judged_until_the_last_day_packed_weighed_or_sampled(store: Store, season: Any) -> None:
    with reading(store) as session:
        assert judged_until(session) == clock.shanghai_day(MORNING)


def test_a_trial_keeps_the_whole_version(store: Store, season: Any) -> None:
    tried(store, labels__cap_factor="2")
    with reading(store) as session:
        job = job_of(session, 1)
        assert job is not None
        assert json.loads(json.loads(job.payload)["new"])["labels"]["cap_factor"]["value"] == "2"
