"""Users on the record: invited, joined, disabled, enabled, given another password."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from gitrace import clock
from gitrace.errors import Refusal
from gitrace.ledger import tables as ledger
from gitrace.people import commands
from gitrace.people.commands import ChangePassword, ChoosePassword, InvitePerson, Join
from gitrace.people.queries import UserState, list_users
from gitrace.people.roles import Role
from gitrace.people.sessions import SignIn, recognise, sign_in
from gitrace.storage import Store, reading
from gitrace.work import SYSTEM, Actor, writing

NOW = clock.now()  # `writing` stamps the real time, and sign-ins are held against it
PASSWORD = "春天的雷竹笋真好吃呀"
OTHER = "秋天挖冬笋也不错呀呀"


def enter(store: Store, login: str, password: str = PASSWORD, now: datetime = NOW) -> str:
    return sign_in(store, SignIn(login=login, password=password), network="192.0.2.1", device="Firefox", now=now)


def chosen(password: str = PASSWORD) -> Join:
    return Join(login="somebody", password=password, again=password)


def tags(store: Store) -> list[str]:
    with reading(store) as session:
        return list(session.connection().execute(sa.select(ledger.entry.c.tag).order_by("entry_index")).scalars())


def test_the_first_administrator_joins_by_a_link_made_at_the_start(store: Store, administrator: Actor) -> None:
    assert tags(store)[-2:] == ["user.invited/1", "user.joined/1"]
    assert commands.first_administrators_link(store) is None


def test_each_start_makes_the_link_anew_until_it_is_used(store: Store) -> None:
    first, second = commands.first_administrators_link(store), commands.first_administrators_link(store)
    assert first is not None
    assert second is not None
    with pytest.raises(Refusal, match="取代"):
        commands.join(store, first, chosen(), NOW)
    commands.join(store, second, chosen(), NOW)
    with reading(store) as session:
        assert list_users(session)[1] == 1


def test_a_link_opens_once(store: Store) -> None:
    token = commands.first_administrators_link(store)
    assert token is not None
    commands.join(store, token, chosen(), NOW)
    with pytest.raises(Refusal) as refused:
        commands.join(store, token, chosen(), NOW)
    assert refused.value.code == "link-used"


def test_a_link_ends_after_three_days(store: Store) -> None:
    token = commands.first_administrators_link(store)
    assert token is not None
    with pytest.raises(Refusal) as refused:
        commands.join(store, token, chosen(), clock.now() + timedelta(hours=73))
    assert refused.value.code == "link-expired"


def test_a_made_up_link_opens_nothing(store: Store) -> None:
    with pytest.raises(Refusal) as refused:
        commands.join(store, "made-up", chosen(), NOW)
    assert refused.value.code == "link-unknown"


def test_the_two_passwords_must_be_one(store: Store) -> None:
    token = commands.first_administrators_link(store)
    assert token is not None
    with pytest.raises(Refusal) as refused:
        commands.join(store, token, Join(login="somebody", password=PASSWORD, again=OTHER), NOW)
    assert refused.value.field == "again"


def test_a_login_belongs_to_one_person(store: Store, administrator: Actor) -> None:
    with writing(store, administrator) as work:
        _, token = commands.invite(work, InvitePerson(display_name="另一位", role=Role.ADMINISTRATOR))
    with pytest.raises(Refusal) as refused:
        commands.join(store, token, Join(login="HEAD", password=PASSWORD, again=PASSWORD), NOW)
    assert (refused.value.code, refused.value.field) == ("login-taken", "login")


def test_what_names_a_person_stays_out_of_the_event(store: Store, clerk: Actor) -> None:
    with reading(store) as session:
        connection = session.connection()
        entries = " ".join(connection.execute(sa.select(ledger.entry.c.leaf)).scalars())
        other = " ".join(
            connection.execute(sa.select(ledger.annex.c.body).where(ledger.annex.c.name.not_like("person/%"))).scalars()
        )
    for word in ("吴过磅", "wu1", "argon2"):
        assert word not in entries
        assert word not in other


def test_a_lost_password_is_replaced_by_a_link_and_ends_the_sign_ins(store: Store, clerk: Actor) -> None:
    session_token = enter(store, "wu1")
    assert clerk.user_id is not None
    with writing(store, SYSTEM) as work:
        token = commands.renew_link(work, clerk.user_id)
    commands.choose_password(store, token, ChoosePassword(password=OTHER, again=OTHER), NOW)
    assert recognise(store, session_token, NOW) is None
    with pytest.raises(Refusal):
        enter(store, "wu1")
    assert enter(store, "wu1", OTHER)
    assert tags(store)[-2:] == ["user.link-renewed/1", "user.password-changed/1"]


def test_a_password_is_changed_by_knowing_the_present_one(store: Store, clerk: Actor) -> None:
    here, elsewhere = recognise(store, enter(store, "wu1"), NOW), enter(store, "wu1")
    assert here is not None
    wrong = ChangePassword(present=OTHER, password=OTHER, again=OTHER)
    with pytest.raises(Refusal) as refused:
        commands.change_password(store, clerk, here.session_id, wrong)
    assert refused.value.field == "present"
    right = ChangePassword(present=PASSWORD, password=OTHER, again=OTHER)
    commands.change_password(store, clerk, here.session_id, right)
    assert recognise(store, elsewhere, NOW) is None
    assert enter(store, "wu1", OTHER)


def test_guessing_the_present_password_runs_out(store: Store, clerk: Actor) -> None:
    wrong = ChangePassword(present=OTHER, password=OTHER, again=OTHER)
    codes = []
    for _ in range(11):
        with pytest.raises(Refusal) as refused:
            commands.change_password(store, clerk, 0, wrong)
        codes.append(refused.value.code)
    assert codes == ["password-wrong"] * 10 + ["too-many-tries"]


def test_a_disabled_user_is_out_with_the_next_request(store: Store, administrator: Actor, clerk: Actor) -> None:
    token = enter(store, "wu1")
    assert clerk.user_id is not None
    for _ in range(2):  # the second time does nothing
        with writing(store, administrator) as work:
            commands.disable(work, clerk.user_id)
    assert recognise(store, token, NOW) is None
    with pytest.raises(Refusal) as refused:
        enter(store, "wu1")
    assert refused.value.code == "sign-in"
    with writing(store, administrator) as work:
        commands.enable(work, clerk.user_id)
    assert recognise(store, token, NOW) is None
    assert enter(store, "wu1")
    assert tags(store)[-2:] == ["user.disabled/1", "user.enabled/1"]


def test_the_only_administrator_stays(store: Store, administrator: Actor) -> None:
    assert administrator.user_id is not None
    for by, code in ((administrator, "disable-self"), (SYSTEM, "last-administrator")):
        with pytest.raises(Refusal) as refused, writing(store, by) as work:
            commands.disable(work, administrator.user_id)
        assert refused.value.code == code


def test_an_administrator_signs_somebody_out_everywhere(store: Store, administrator: Actor, clerk: Actor) -> None:
    tokens = [enter(store, "wu1", now=clock.now()) for _ in range(3)]
    assert clerk.user_id is not None
    with writing(store, administrator) as work:
        assert commands.revoke_sessions(work, clerk.user_id) == 3
    assert [recognise(store, token, clock.now()) for token in tokens] == [None] * 3
    with writing(store, administrator) as work:
        assert commands.revoke_sessions(work, clerk.user_id) == 0
    assert tags(store)[-1] == "user.sessions-revoked/1"


def test_nobody_who_is_not_there_is_disabled(store: Store, administrator: Actor) -> None:
    with pytest.raises(Refusal) as refused, writing(store, administrator) as work:
        commands.disable(work, 999)
    assert refused.value.code == "no-such-user"


def test_users_are_found_by_name_login_role_and_state(store: Store, administrator: Actor, clerk: Actor) -> None:
    with writing(store, administrator) as work:
        commands.invite(work, InvitePerson(display_name="百分100%号", role=Role.LAB, laboratory_id=1))
    with reading(store) as session:

        def names(**wanted: object) -> list[str | None]:
            return [one.person.display_name for one in list_users(session, **wanted)[0]]  # type: ignore[arg-type]

        assert names() == ["系统管理员", "吴过磅", "百分100%号"]
        assert names(text="WU1") == ["吴过磅"]
        assert names(text="%") == ["百分100%号"]
        assert names(role=Role.LAB) == ["百分100%号"]
        assert names(state=UserState.INVITED) == ["百分100%号"]
        assert names(state=UserState.DISABLED) == []
        assert names(page=2) == []
        assert list_users(session)[1] == 3
