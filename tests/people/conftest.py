"""The cast, and how they come in."""

import pytest

from gitrace import clock
from gitrace.people.commands import InvitePerson, Join, first_administrators_link, invite, join
from gitrace.people.roles import Role
from gitrace.storage import Store
from gitrace.work import Actor, writing

NOW = clock.now()
PASSWORD = "春天的雷竹笋真好吃呀"


@pytest.fixture
def administrator(store: Store) -> Actor:
    """The first administrator, joined as `head`."""
    token = first_administrators_link(store)
    assert token is not None
    user_id = join(store, token, _joins("head"), NOW)
    return Actor(f"user:{user_id}", Role.ADMINISTRATOR, user_id)


@pytest.fixture
def clerk(store: Store, administrator: Actor) -> Actor:
    """A clerk of producer 1, joined as `wu1`."""
    with writing(store, administrator) as work:
        command = InvitePerson(display_name="吴过磅", role=Role.CLERK, producer_id=1)
        user, token = invite(work, command)
    join(store, token, _joins("wu1"), NOW)
    return Actor(f"user:{user.id}", Role.CLERK, user.id, 1)


def _joins(login: str) -> Join:
    return Join(login=login, password=PASSWORD, again=PASSWORD)
