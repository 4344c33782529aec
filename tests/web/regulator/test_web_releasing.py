"""A hold is lifted at two desks, and the public page says on hold until then."""

import cast as people
import pytest
from browsers import Cast
from flask.testing import FlaskClient
from visiting import send, sign_in_for, text

from gitrace.batches.holds import HoldBatch, hold_batch
from gitrace.batches.tables import Batch
from gitrace.people.roles import Role
from gitrace.storage import Store
from gitrace.work import writing

PROPOSED = "建议恢复标签使用，待另一位县级监管人员确认"


@pytest.fixture
def held(store: Store) -> Batch:
    people.make_profile(store)
    batch = people.make_batch(store, people.make_producer(store))
    with writing(store, people.REGULATOR) as work:
        hold_batch(work, HoldBatch(reason="演示：核对称重"), lot=batch.lot)
    return batch


def desk(cast: Cast, name: str) -> FlaskClient:
    """A county regulator's."""
    if name not in cast.users:
        cast.joined(name, Role.REGULATOR)
    return cast.browser_of(name)


def test_one_proposes_another_confirms_and_the_dossier_shows_it(cast: Cast, held: Batch) -> None:
    first, second, lot = desk(cast, "chen"), desk(cast, "zhou"), f"/regulator/lots/{held.lot}"
    assert send(first, f"{lot}/release", reason="演示：复秤相符").status_code == 303
    dossier = text(first, lot)
    assert PROPOSED in dossier
    assert "撤回建议" in dossier
    assert "查看并确认" in text(second, lot)
    assert held.lot in text(second, "/regulator/lots?state=release-proposed")
    page = text(second, f"{lot}/release/confirm")
    assert "演示：复秤相符" in page
    proposal = page.split('name="proposal_id" value="')[1].split('"')[0]
    assert send(first, f"{lot}/release/confirm", proposal_id=proposal).status_code == 422
    assert send(second, f"{lot}/release/confirm", proposal_id=proposal).status_code == 303
    assert PROPOSED not in text(first, lot)


def test_it_waits_on_the_page_of_today_and_may_be_withdrawn(cast: Cast, held: Batch) -> None:
    client, lot = desk(cast, "chen"), f"/regulator/lots/{held.lot}"
    send(client, f"{lot}/release", reason="演示：复秤相符")
    assert "恢复标签使用待确认" in text(client, "/regulator/today")
    assert send(client, f"{lot}/release/withdraw", page=lot).status_code == 303
    assert PROPOSED not in text(client, lot)
    assert client.get(f"{lot}/release/confirm").status_code == 303


def test_an_office_of_one_is_told_what_to_do(cast: Cast, held: Batch) -> None:
    alone, address = desk(cast, "chen"), f"/regulator/lots/{held.lot}/release"
    assert "目前没有另一位县级监管人员" in text(alone, address)
    desk(cast, "zhou")
    assert "目前没有另一位县级监管人员" not in text(alone, address)


def test_no_producer_comes_near(cast: Cast, held: Batch, store: Store) -> None:
    client = sign_in_for(cast, people.make_producer(store))
    for step in ("release", "release/confirm"):
        assert client.get(f"/regulator/lots/{held.lot}/{step}").status_code == 403
