"""An application for the mark: filed, forwarded, refused with a reason, filed again, approved by announcement."""

from datetime import date

import pytest
from cast import REGULATOR, clerk_of, make_application, make_producer, manager_of, refused, tags_of

from gitrace.ledger.events import REGISTER
from gitrace.producers.applications import (
    ApplyForMark,
    Enclosed,
    RecordAnnouncement,
    RefuseApplication,
    applications_of,
    apply_for_mark,
    documents_of,
    forward_application,
    record_announcement,
    refuse_application,
    withdraw_application,
)
from gitrace.producers.queries import authorisation_facts
from gitrace.producers.rules import authorisation_on
from gitrace.producers.tables import ApplicationState, DocumentKind, Producer
from gitrace.storage import Store, reading
from gitrace.storage.documents import DocumentType
from gitrace.storage.files import StoredFile
from gitrace.work import writing

DAY = date(2026, 3, 12)


@pytest.fixture
def newcomer(store: Store) -> Producer:
    return make_producer(store, authorised=False, food_licence=None)


def announcement(application_id: int) -> RecordAnnouncement:
    return RecordAnnouncement(
        application_id=application_id,
        announcement="演示公告第 2 号",
        from_day=DAY,
        until_day=date(2029, 3, 11),
        forms=["fresh"],
    )


def test_an_application_is_filed_with_its_documents_and_shows_nothing_outside(store: Store, newcomer: Producer) -> None:
    made = make_application(store, newcomer)
    with reading(store) as session:
        (paper,) = documents_of(session, made.id)
    assert (made.state, made.forms) == (ApplicationState.FILED, "fresh")
    assert (paper.kind, paper.media_type) == (DocumentKind.REQUEST, DocumentType.PDF)
    assert tags_of(store, f"producer:{newcomer.id}")[-1] == "producer.mark-applied/1"
    assert not REGISTER["producer.mark-applied/1"].public


def test_it_brings_a_document_and_is_the_only_one_under_way(store: Store, newcomer: Producer) -> None:
    def apply(*forms: str) -> tuple[str, str | None]:
        form = ApplyForMark(producer_id=newcomer.id, forms=list(forms))
        return refused(store, manager_of(newcomer), lambda work: apply_for_mark(work, form, []))

    assert apply("fresh") == ("documents-missing", "request")
    made = make_application(store, newcomer)
    assert apply("fresh")[0] == "application-open"
    assert made.producer_id == newcomer.id


@pytest.mark.parametrize(("forms", "code"), [(("pickled",), "unknown-form"), (("boiled",), "food-licence-missing")])
def test_forms_are_held_against_profile_and_licence(
    store: Store, newcomer: Producer, forms: tuple[str, ...], code: str
) -> None:
    paper = Enclosed(DocumentKind.REQUEST, DocumentType.PDF, StoredFile("ab" * 32, 9))
    form = ApplyForMark(producer_id=newcomer.id, forms=list(forms))
    assert refused(store, manager_of(newcomer), lambda work: apply_for_mark(work, form, [paper])) == (code, "forms")


def test_only_its_manager_or_a_regulator_applies(store: Store, newcomer: Producer) -> None:
    form = ApplyForMark(producer_id=newcomer.id, forms=["fresh"])
    rival = make_producer(store)
    assert refused(store, clerk_of(newcomer), lambda work: apply_for_mark(work, form, []))[0] == "manager-only"
    assert refused(store, manager_of(rival), lambda work: apply_for_mark(work, form, []))[0] == "not-yours"
    assert make_application(store, newcomer, actor=REGULATOR).state == ApplicationState.FILED


def test_it_is_forwarded_and_the_announcement_authorises(store: Store, newcomer: Producer) -> None:
    key = make_application(store, newcomer).id
    early = refused(store, REGULATOR, lambda work: record_announcement(work, announcement(key), today=DAY))
    assert early[0] == "application-decided"
    with writing(store, REGULATOR) as work:
        assert forward_application(work, key).forwarded_at is not None
    with writing(store, REGULATOR) as work:
        approved = record_announcement(work, announcement(key), today=DAY)
    assert approved.state == ApplicationState.APPROVED
    with reading(store) as session:
        held = authorisation_on(authorisation_facts(session, newcomer.id), DAY, "fresh")
    assert held is not None
    assert held.announcement == "演示公告第 2 号"
    assert tags_of(store, f"producer:{newcomer.id}")[-4:] == [
        "producer.mark-applied/1",
        "producer.application-forwarded/1",
        "producer.authorised/1",
        "producer.application-approved/1",
    ]


def test_a_refused_producer_reads_why_and_applies_again(store: Store, newcomer: Producer) -> None:
    key = make_application(store, newcomer).id
    form = RefuseApplication(application_id=key, reason="演示：产地证明未盖章")
    assert refused(store, manager_of(newcomer), lambda work: refuse_application(work, form))[0] == "regulator-only"
    with writing(store, REGULATOR) as work:
        refuse_application(work, form)
    assert refused(store, REGULATOR, lambda work: refuse_application(work, form))[0] == "application-decided"
    again = make_application(store, newcomer)
    with reading(store) as session:
        assert [(one.id, one.reason) for one in applications_of(session, newcomer.id)] == [
            (again.id, None),
            (key, "演示：产地证明未盖章"),
        ]


def test_an_application_sent_up_may_be_refused_above(store: Store, newcomer: Producer) -> None:
    key = make_application(store, newcomer).id
    with writing(store, REGULATOR) as work:
        forward_application(work, key)
    with writing(store, REGULATOR) as work:
        row = refuse_application(work, RefuseApplication(application_id=key, reason="演示：上级不予核准"))
    assert row.state == ApplicationState.REFUSED


def test_it_is_taken_back_by_its_applicant_until_it_is_sent_up(store: Store, newcomer: Producer) -> None:
    first = make_application(store, newcomer).id
    rival = manager_of(make_producer(store))
    assert refused(store, rival, lambda work: withdraw_application(work, first))[0] == "not-yours"
    with writing(store, manager_of(newcomer)) as work:
        assert withdraw_application(work, first).state == ApplicationState.WITHDRAWN
    second = make_application(store, newcomer).id
    with writing(store, REGULATOR) as work:
        forward_application(work, second)
    answer = refused(store, manager_of(newcomer), lambda work: withdraw_application(work, second))
    assert answer[0] == "application-decided"
