"""A manager keeps the accounts of her own clerks and packers, and nobody else's."""

import pytest
from cast import REGULATOR, refused

from gitrace.people import commands
from gitrace.people.commands import InvitePerson
from gitrace.people.queries import find_user
from gitrace.people.roles import Role
from gitrace.storage import Store, reading
from gitrace.work import Actor, writing

MANAGER = Actor("user:3001", Role.MANAGER, 3001, 1)
RIVAL = Actor("user:3002", Role.MANAGER, 3002, 2)


def invitation(role: Role, producer_id: int | None = 1) -> InvitePerson:
    place = {"bureau": "market", "level": "county"} if role is Role.REGULATOR else {"producer_id": producer_id}
    return InvitePerson(display_name="演示新人", role=role, **place)


@pytest.mark.parametrize("role", [Role.CLERK, Role.PACKER])
def test_a_manager_invites_her_own_clerks_and_packers(store: Store, role: Role) -> None:
    with writing(store, MANAGER) as work:
        user, token = commands.invite(work, invitation(role))
    assert token
    assert (user.role, user.producer_id) == (role, 1)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.REGULATOR, Role.ADMINISTRATOR])
def test_she_makes_nobody_of_her_own_rank_or_above(store: Store, role: Role) -> None:
    command = invitation(role, 1 if role is Role.MANAGER else None)
    assert refused(store, MANAGER, lambda work: commands.invite(work, command))[0] == "not-your-people"


def test_another_producers_people_are_not_hers(store: Store, clerk: Actor) -> None:
    assert clerk.user_id is not None
    key = clerk.user_id
    assert refused(store, RIVAL, lambda work: commands.invite(work, invitation(Role.CLERK)))[0] == "not-your-people"
    for act in (commands.disable, commands.enable, commands.renew_link, commands.revoke_sessions):
        assert refused(store, RIVAL, lambda work, act=act: act(work, key))[0] == "not-your-people"
    with reading(store) as session:
        assert find_user(session, key).disabled_at is None


def test_clerks_and_regulators_keep_no_accounts(store: Store, clerk: Actor) -> None:
    for actor in (clerk, REGULATOR):
        answer = refused(store, actor, lambda work: commands.invite(work, invitation(Role.CLERK)))
        assert answer[0] == "not-your-people"


def test_she_disables_her_clerk_and_lets_her_in_again(store: Store, clerk: Actor) -> None:
    assert clerk.user_id is not None
    with writing(store, MANAGER) as work:
        commands.disable(work, clerk.user_id)
    with writing(store, MANAGER) as work:
        assert find_user(work.session, clerk.user_id).disabled_at is not None
        commands.enable(work, clerk.user_id)
        assert find_user(work.session, clerk.user_id).disabled_at is None
