"""The product profile's pages: versions, the form of a new one, its trial, its adoption; for the county alone."""

from datetime import timedelta

import pytest
from browsers import Cast, chosen, post
from flask.testing import FlaskClient
from visiting import sign_in_regulator, text

from gitrace import clock
from gitrace.jobs.running import run_next
from gitrace.people.commands import InvitePerson, invite, join
from gitrace.people.roles import Role
from gitrace.profile import seed_profile
from gitrace.profile.commands import newest_version
from gitrace.profile.editing import start_of
from gitrace.storage import Store, reading
from gitrace.supervision import jobs  # noqa: F401 - the keeper's handlers
from gitrace.work import SYSTEM, writing


@pytest.fixture
def store(quiet_store: Store) -> Store:
    """What these pages ask is asked on both databases in the tests of the profile."""
    return quiet_store


@pytest.fixture
def warden(cast: Cast) -> FlaskClient:
    return sign_in_regulator(cast)


def fields(**changes: str) -> dict[str, str]:
    start = {name: str(one) if one is not True else "true" for name, one in start_of(seed_profile()).items() if one}
    day = clock.shanghai_day(clock.now()) + timedelta(days=7)
    return {**start, "from_day": day.isoformat(), "reason": "按新测定的数", **changes}


def test_the_version_that_came_with_the_service_says_what_is_to_be_verified(warden: FlaskClient) -> None:
    page = text(warden, "/regulator/profile")
    assert "第 1 版" in page
    assert "待核实" in page
    assert "Chongyang" not in page
    assert "Factor of the cap" in text(warden, "/regulator/profile/1?lang=en")


def test_a_new_version_is_tried_seen_and_adopted(warden: FlaskClient, store: Store) -> None:
    answer = post(warden, "/regulator/profile/change", **fields(labels__cap_factor="2"))
    assert answer.status_code == 303, answer.get_data(as_text=True)
    trial = answer.headers["Location"].partition("?")[0]
    assert "正在试算" in text(warden, trial)
    assert "施行这一版" not in text(warden, trial)
    run_next(store, clock.now())
    page = text(warden, trial)
    assert "存放上限系数" in page
    assert "<strong>2 · 待核实</strong>" in page
    done = post(warden, trial)
    assert done.headers["Location"].startswith("/regulator/profile/2")
    with reading(store) as session:
        assert newest_version(session).version == 2
    assert "不能再施行" in text(warden, trial)
    assert "按新测定的数" in text(warden, "/regulator/profile")


def test_what_is_wrong_is_said_at_its_field_and_typing_survives(warden: FlaskClient) -> None:
    answer = post(warden, "/regulator/profile/change", **fields(labels__cap_factor="viel", covers__0__begins="3月1日"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="error-labels__cap_factor"' in page
    assert "日期请写成 03-01 的样子。" in page
    assert 'value="viel"' in page


def test_a_day_that_is_past_is_refused_when_it_is_adopted(warden: FlaskClient, store: Store) -> None:
    answer = post(warden, "/regulator/profile/change", **fields(labels__cap_factor="2", from_day="2020-01-01"))
    trial = answer.headers["Location"].partition("?")[0]
    run_next(store, clock.now())
    refused = post(warden, trial)
    assert refused.status_code == 422
    assert "施行日期不能早于今天。" in refused.get_data(as_text=True)


def test_a_townships_regulator_reads_and_does_not_change(cast: Cast) -> None:
    with writing(cast.store, SYSTEM) as work:
        place = {"bureau": "market", "level": "township", "area": "421223103"}
        user, token = invite(work, InvitePerson(display_name="镇监管", role=Role.REGULATOR, **place))
    cast.users["town"] = user.id
    join(cast.store, token, chosen("town"), clock.now())
    town = cast.browser_of("town")
    assert town.get("/regulator/profile").status_code == 200
    assert town.get("/regulator/profile/change").status_code == 403


def test_no_other_version_or_trial_is_there(warden: FlaskClient) -> None:
    assert warden.get("/regulator/profile/9").status_code == 404
    assert warden.get("/regulator/profile/trials/999").status_code == 404
