"""The page of the geographical indication: what is known, who may use the mark, and nothing that is not known."""

from datetime import date

import cast
import pytest
from flask.testing import FlaskClient

from gitrace.producers.lawful_users import lawful_users
from gitrace.producers.marks import PutOnList, Withdraw, put_on_list, withdraw
from gitrace.producers.queries import authorisations_of
from gitrace.producers.tables import Producer
from gitrace.profile import Profile, seed_profile
from gitrace.storage import Store, reading
from gitrace.work import writing

TODAY = date(2026, 3, 20)


def named(store: Store, profile: Profile, today: date = TODAY) -> list[str]:
    with reading(store) as session:
        return [one.name for one in lawful_users(session, profile, today).named]


@pytest.fixture
def announced(store: Store) -> Profile:
    return cast.make_profile(store)


def test_who_is_authorised_today_is_named_with_code_and_forms(store: Store, announced: Profile) -> None:
    producer = cast.make_producer(store, forms=("boiled", "fresh"))
    cast.make_producer(store, authorised=False)
    with reading(store) as session:
        (user,) = lawful_users(session, announced, TODAY).named
    assert (user.name, user.uscc, user.forms) == (producer.name, producer.uscc, ("fresh", "boiled"))
    assert named(store, announced, date(2025, 8, 31)) == []
    assert named(store, announced, date(2030, 9, 1)) == []


def test_who_is_withdrawn_or_listed_is_not(store: Store, announced: Profile) -> None:
    withdrawn, listed = cast.make_producer(store), cast.make_producer(store)
    with reading(store) as session:
        (permission,) = authorisations_of(session, withdrawn.id)
    with writing(store, cast.REGULATOR) as work:
        gone = Withdraw(authorisation_id=permission.id, withdrawn_on=date(2026, 3, 10), reason="演示")
        withdraw(work, gone, today=TODAY)
        put_on_list(work, PutOnList(producer_id=listed.id, decision="演示决定 1 号", ground="演示"))
    assert named(store, announced) == []
    assert named(store, announced, date(2026, 3, 9)) == [withdrawn.name]


def test_without_an_announcement_nobody_may(store: Store) -> None:
    cast.make_producer(store)
    assert named(store, seed_profile()) == []


def test_an_individual_is_counted_and_not_named(shopper: FlaskClient, store: Store, announced: Profile) -> None:
    person: Producer = cast.make_producer(store, uscc=cast.fresh_uscc("92"), name="演示某某家庭农场", kind="farm")
    page = shopper.get("/gi").get_data(as_text=True)
    assert "另有 1 家个体工商户" in page
    assert person.uscc not in page
    assert person.name not in page


def test_what_is_not_known_says_so(shopper: FlaskClient, store: Store) -> None:
    answer = shopper.get("/gi")
    page = answer.get_data(as_text=True)
    assert page.count("待核实") > 3
    assert "公告号和产品标准未录入之前" in page
    assert "Phyllostachys violascens" in page
    assert "2月底" in page
    assert "Set-Cookie" not in answer.headers


def test_it_speaks_english(shopper: FlaskClient, store: Store, announced: Profile) -> None:
    cast.make_producer(store, forms=("fresh",))
    page = shopper.get("/gi?lang=en").get_data(as_text=True)
    for words in ("Chongyang Lei Bamboo Shoot", "March 1 to April 30", "end of February", "fresh shoots", "Guihuaquan"):
        assert words in page
