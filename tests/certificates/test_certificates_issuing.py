"""Certificates: issued once for a lot that passes, resting on what is on record, corrected in the open."""

from datetime import date

import cast
from packed_lots import Packed
from sqlmodel import select

from gitrace.batches.holds import HoldBatch, LiftRecall, RecallBatch, hold_batch, lift_recall, recall_batch
from gitrace.certificates.commands import (
    CorrectCertificate,
    WithdrawCertificate,
    correct_certificate,
    withdraw_certificate,
)
from gitrace.certificates.grounds import first_draft
from gitrace.certificates.queries import certificate_of, certificate_sheet, state_now, the_certificate
from gitrace.certificates.received import TickReceived, received_on, tick_received
from gitrace.certificates.rules import CertificateState, kept_until
from gitrace.certificates.tables import Basis, CertificateContact
from gitrace.clock import shanghai_day
from gitrace.deliveries.tables import Delivery
from gitrace.labels.lots import with_grounds
from gitrace.storage import Store, reading
from gitrace.work import SYSTEM, writing

DAY = shanghai_day(cast.SPRING_MORNING)
RECALL = RecallBatch(notice="演示召回 1 号", issuer="演示县局", phone="0000", on=DAY)


def state(packed: Packed, number: str) -> CertificateState:
    with reading(packed.store) as session:
        return state_now(session, the_certificate(session, number))


def tick(store: Store, packed: Packed, *deliveries: Delivery) -> None:
    form = TickReceived(deliveries=tuple(one.id for one in deliveries))
    with writing(store, packed.clerk) as work:
        tick_received(work, form, producer_id=packed.producer.id, day=DAY)


def test_a_certificate_names_its_lot_its_growers_and_its_grounds(packed: Packed) -> None:
    tick(packed.store, packed, packed.deliveries[0])
    number = packed.issue(rests_on=(Basis.CONTROL, Basis.COMMISSIONED)).number
    with reading(packed.store) as session:
        sheet = certificate_sheet(session, number)
    one = sheet.certificate
    assert (number, one.grams, one.kept_until) == (f"{packed.batch.lot}-1", 100_000, date(2026, 9, 20))
    assert (one.households, one.deliveries, one.received, sheet.is_mixed) == (2, 2, 1, True)
    assert [place.name for place in sheet.townships] == ["桂花泉镇"]
    assert (sheet.basis, sheet.reports) == ((Basis.CONTROL, Basis.COMMISSIONED), [packed.report.number])
    assert cast.tags_of(packed.store, f"lot:{packed.batch.lot}")[-1] == "certificate.issued/1"


def test_a_form_begins_with_what_is_on_record(packed: Packed) -> None:
    with reading(packed.store) as session:
        draft = first_draft(session, with_grounds(session, packed.batch), DAY)
    assert (draft["goods"], draft["weight"]) == ("鲜笋", "200")
    assert draft["rests_on"] == (Basis.CONTROL, Basis.COMMISSIONED)


def test_a_lot_has_one_certificate_at_a_time(packed: Packed) -> None:
    packed.issue()
    assert packed.refused() == ("certificate-standing", None)


def test_nobody_answers_for_more_than_the_lot_holds(packed: Packed) -> None:
    assert packed.refused(weight="200.01") == ("certificate-over-lot", "weight")


def test_a_test_that_nobody_made_is_no_basis(packed: Packed) -> None:
    assert packed.refused(rests_on=(Basis.OWN_TEST,)) == ("basis-not-on-record", "rests_on")
    assert packed.refused(rests_on=()) == ("basis-missing", "rests_on")


def test_the_protected_name_is_for_those_who_may_use_it(packed: Packed) -> None:
    assert packed.refused(goods="崇阳雷竹笋") == ("name-protected", "goods")


def test_canned_and_dried_goods_have_none(packed: Packed) -> None:
    boiled = Packed(
        packed.store, packed.producer, cast.make_batch(packed.store, packed.producer, form="boiled"), (), packed.report
    )
    assert boiled.refused() == ("certificate-not-for-form", None)


def test_an_empty_lot_has_none(packed: Packed) -> None:
    empty = Packed(packed.store, packed.producer, cast.make_batch(packed.store, packed.producer), (), packed.report)
    assert empty.refused() == ("lot-empty", None)


def test_a_rival_issues_none_for_our_lot(packed: Packed) -> None:
    rival = cast.clerk_of(cast.make_producer(packed.store))
    assert packed.refused(rival)[0] == "not-yours"


def test_a_recall_stops_it_and_the_end_of_the_recall_gives_it_back(packed: Packed) -> None:
    number = packed.issue().number
    with writing(packed.store, SYSTEM) as work:
        recall_batch(work, RECALL, lot=packed.batch.lot)
    assert state(packed, number) is CertificateState.RECALLED
    with writing(packed.store, SYSTEM) as work:
        lift_recall(work, LiftRecall(reason="演示：批次号写错"), lot=packed.batch.lot)
    assert state(packed, number) is CertificateState.STANDING


def test_a_failing_report_ends_it_and_no_other_is_issued(packed: Packed) -> None:
    number = packed.issue().number
    failing = [cast.reported("lead", "0.14", "fail")]
    cast.make_report(packed.store, packed.producer, lot=packed.batch.lot, conclusion="fail", items=failing)
    assert state(packed, number) is CertificateState.FAILED
    assert packed.refused()[0] == "test-report"


def test_a_report_that_differs_from_our_reckoning_is_nobodys_finding_yet(packed: Packed) -> None:
    number = packed.issue().number
    differing = [cast.reported("lead", "0.14")]
    cast.make_report(packed.store, packed.producer, lot=packed.batch.lot, items=differing)
    assert state(packed, number) is CertificateState.STANDING


def test_a_hold_stops_issuing_too(packed: Packed) -> None:
    with writing(packed.store, SYSTEM) as work:
        hold_batch(work, HoldBatch(reason="演示"), lot=packed.batch.lot)
    assert packed.refused()[0] == "hold"


def test_a_correction_is_another_certificate_that_names_the_first(packed: Packed) -> None:
    first = packed.issue().number
    form = CorrectCertificate(**packed.form(weight="180").model_dump(), reason="演示：少装了两箱")
    with writing(packed.store, packed.clerk) as work:
        second = correct_certificate(work, form, number=first).number
    with reading(packed.store) as session:
        assert certificate_sheet(session, first).newer == second
        assert certificate_sheet(session, second).former == first
    assert (state(packed, first), state(packed, second)) == (CertificateState.CORRECTED, CertificateState.STANDING)
    again = cast.refused(packed.store, packed.clerk, lambda work: correct_certificate(work, form, number=first))
    assert again[0] == "certificate-not-standing"


def test_what_was_withdrawn_stays_and_another_may_follow(packed: Packed) -> None:
    first = packed.issue().number
    with writing(packed.store, packed.clerk) as work:
        withdraw_certificate(work, WithdrawCertificate(reason="演示：本批改送加工"), number=first)
    assert state(packed, first) is CertificateState.WITHDRAWN
    packed.issue()
    with reading(packed.store) as session:
        latest = certificate_of(session, packed.batch)
    assert latest is not None
    assert latest.certificate.number == f"{packed.batch.lot}-2"


def test_the_contact_is_kept_apart_from_what_is_for_ever(packed: Packed) -> None:
    packed.issue(contact="演示某某 13900000000")
    with reading(packed.store) as session:
        kept = session.exec(select(CertificateContact)).one()
    assert kept.contact == "演示某某 13900000000"


def test_a_tick_that_was_wrong_is_taken_back(packed: Packed) -> None:
    first, second = packed.deliveries
    tick(packed.store, packed, first, second)
    tick(packed.store, packed, second)
    with reading(packed.store) as session:
        assert received_on(session, packed.producer.id, DAY).received == {second.id}
    assert cast.tags_of(packed.store, f"delivery:{first.id}")[-2:] == ["certificates.received/1"] * 2


def test_nobody_ticks_anothers_delivery(packed: Packed) -> None:
    rival = cast.make_producer(packed.store)
    form = TickReceived(deliveries=(packed.deliveries[0].id,))
    refused = cast.refused(
        packed.store,
        cast.clerk_of(rival),
        lambda work: tick_received(work, form, producer_id=rival.id, day=DAY),
    )
    assert refused[0] == "delivery-of-another-day"


def test_it_is_kept_half_a_year_to_the_day() -> None:
    assert kept_until(date(2026, 3, 20), 6) == date(2026, 9, 20)
    assert kept_until(date(2026, 8, 31), 6) == date(2027, 2, 28)
