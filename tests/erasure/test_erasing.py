"""依法删除个人信息: all of a person or nothing, in one entry; the log verifies and says by which entry."""

from datetime import UTC, datetime
from decimal import Decimal

import cast
import pytest
import sqlalchemy as sa
from cases.test_cases_messages import send
from cast import ADMINISTRATOR, REGULATOR, TOWNSHIP, make_household, make_laboratory, make_plot, make_producer, refused
from growers.test_growers_photos import photographed
from standing_clock import Clock

from gitrace.cases.commands import HandleMessage, handle_message
from gitrace.erasure.commands import EraseByLaw, erase_person
from gitrace.erasure.persons import Person, held_about
from gitrace.erasure.tables import Erasure
from gitrace.errors import Refusal
from gitrace.growers.queries import person_of
from gitrace.growers.tables import Household
from gitrace.ledger import tables as ledger
from gitrace.ledger.readers import evidence
from gitrace.ledger.timeline import timeline
from gitrace.ledger.verify import Report, Verification
from gitrace.people.commands import InvitePerson, disable, invite
from gitrace.people.erasable import Ground, PersonKind
from gitrace.people.roles import Role
from gitrace.people.tables import Invitation
from gitrace.storage import Store, reading
from gitrace.work import SYSTEM, Actor, writing

BY_LAW = EraseByLaw(ground=Ground.WITHDRAWN, basis="演示：申请 2029-01", checked=True)
LATER = datetime(2029, 1, 5, 2, tzinfo=UTC)
"""When every record of the season may go."""
NAME, PHONE, PARCEL = "演示欧阳秘", "07150000917", "DEMSECRET1"


def make_grower(store: Store) -> Household:
    """A household of which name, telephone, a plot's place and a photograph are known."""
    household = make_household(store, name=NAME, phone=PHONE)
    plot = make_plot(store, household, parcel=PARCEL, longitude=Decimal("114.04"), latitude=Decimal("29.55"))
    photographed(store, plot)
    return household


def erase(store: Store, person: Person, actor: Actor = REGULATOR) -> Erasure:
    with writing(store, actor) as work:
        return erase_person(work, person, BY_LAW)


def verified(store: Store) -> Report:
    with evidence(store.engine, home=store.settings.home) as reader:
        verification = Verification(reader)
        list(verification.run())
    return verification.report


def grower(household: Household) -> Person:
    return Person(PersonKind.HOUSEHOLD, household.id)


def test_rows_and_parts_go_in_one_entry_and_the_log_verifies(store: Store, the_clock: Clock) -> None:
    household = make_grower(store)
    the_clock.set(LATER)
    done = erase(store, grower(household))
    with reading(store) as session:
        person = person_of(session, household.id)
        assert person is not None
        assert (person.name, person.phone, person.id_digest) == (None, None, None)
        assert held_about(session, grower(household)) == []
        bodies = session.execute(sa.select(ledger.annex.c.body)).scalars().all()
    assert not any(secret in (body or "") for body in bodies for secret in (NAME, PHONE, PARCEL))
    assert (done.rows_blanked, done.parts, done.files) == (3, 3, 1)
    report = verified(store)
    assert report.findings == []
    assert {line.partition("erased by")[2] for line in report.erased} == {f" entry {done.entry}."}


def test_the_timeline_says_what_why_and_by_whom(store: Store, the_clock: Clock) -> None:
    household = make_grower(store)
    the_clock.set(LATER)
    done = erase(store, grower(household))
    with reading(store) as session:
        moments = timeline(session.connection(), f"household:{household.id}")
    last = moments[-1]
    assert (last.index, last.kind, last.actor) == (done.entry, "person.erased/1", REGULATOR.name)
    assert (last.fields["ground"], last.fields["number"]) == ("withdrawn", household.number)
    assert [moment.erased_by for moment in moments[:-1] if moment.erased_by] == [done.entry] * done.parts


def test_what_the_law_keeps_is_not_erased_and_each_reason_is_told(store: Store, the_clock: Clock) -> None:
    the_clock.set(datetime(2026, 5, 1, tzinfo=UTC))
    household = make_grower(store)
    assert refusals(store, grower(household)) == ["may-still-deliver", "records-kept"]
    the_clock.set(datetime(2027, 5, 1, tzinfo=UTC))
    assert refusals(store, grower(household)) == ["records-kept"]


def refusals(store: Store, person: Person) -> list[str]:
    with pytest.raises(Refusal) as no, writing(store, REGULATOR) as work:
        erase_person(work, person, BY_LAW)
    return [one.code for one in no.value.each]


def test_a_message_is_erased_once_it_was_dealt_with(store: Store) -> None:
    message = send(store, text="演示：我是某某", contact="演示电话 0715")
    person = Person(PersonKind.MESSAGE, message.id)
    assert refusals(store, person) == ["message-open"]
    with writing(store, REGULATOR) as work:
        handle_message(work, message.number, HandleMessage(note="演示：已办"))
    erase(store, person)
    assert cast.tags_of(store, f"message:{message.number}")[-1] == "person.erased/1"
    assert refusals(store, person) == ["nothing-to-erase"]
    assert verified(store).sound


def test_an_account_goes_with_its_way_in(store: Store) -> None:
    invited = InvitePerson(display_name="演示离职员", role=Role.LAB, laboratory_id=make_laboratory(store).id)
    with writing(store, SYSTEM) as work:
        user, _ = invite(work, invited)
    person = Person(PersonKind.USER, user.id)
    assert refused(store, ADMINISTRATOR, lambda work: erase_person(work, person, BY_LAW)) == ("user-enabled", None)
    with writing(store, ADMINISTRATOR) as work:
        disable(work, user.id)
    erase(store, person, ADMINISTRATOR)
    with reading(store) as session:
        assert session.execute(sa.select(Invitation.__table__)).all() == []  # type: ignore[attr-defined]
    assert verified(store).sound


def test_a_producer_who_may_use_the_mark_can_be_reached(store: Store) -> None:
    producer = make_producer(store)
    assert "authorised" in refusals(store, Person(PersonKind.PRODUCER, producer.id))


@pytest.mark.parametrize(
    ("actor", "kind", "code"),
    [
        (TOWNSHIP, PersonKind.HOUSEHOLD, "regulator-only"),
        (ADMINISTRATOR, PersonKind.HOUSEHOLD, "not-your-people"),
        (REGULATOR, PersonKind.USER, "not-your-people"),
        (Actor("user:7", Role.MANAGER, 7, 1), PersonKind.HOUSEHOLD, "regulator-only"),
    ],
)
def test_nobody_else_may(store: Store, actor: Actor, kind: PersonKind, code: str) -> None:
    assert refused(store, actor, lambda work: erase_person(work, Person(kind, 1), BY_LAW)) == (code, None)
