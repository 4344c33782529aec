"""Lifting a hold takes two people, the second one of the county."""

import pytest
from cast import ADMINISTRATOR, REGULATOR, clerk_of, make_regulator, release
from lot_cast import Cooperative

from gitrace.batches.holds import HoldBatch, hold_batch
from gitrace.batches.queries import batch_by_lot
from gitrace.batches.releasing import (
    ConfirmRelease,
    ProposeRelease,
    confirm_release,
    open_proposal,
    propose_release,
    withdraw_release,
)
from gitrace.batches.tables import Batch, Hold, ReleaseProposal
from gitrace.errors import Refusal
from gitrace.people.roles import Level
from gitrace.storage import reading
from gitrace.work import SYSTEM, Actor, writing


def held(coop: Cooperative) -> Batch:
    batch = coop.open()
    with writing(coop.store, REGULATOR) as work:
        hold_batch(work, HoldBatch(reason="抽检待复核"), lot=batch.lot)
    return batch


def propose(coop: Cooperative, batch: Batch, actor: Actor = REGULATOR) -> ReleaseProposal:
    with writing(coop.store, actor) as work:
        return propose_release(work, ProposeRelease(reason="复检合格"), lot=batch.lot)


def confirm(coop: Cooperative, batch: Batch, proposal: ReleaseProposal, actor: Actor) -> None:
    with writing(coop.store, actor) as work:
        confirm_release(work, ConfirmRelease(proposal_id=proposal.id), lot=batch.lot)


def hold_of(coop: Cooperative, batch: Batch) -> tuple[str, str | None]:
    with reading(coop.store) as session:
        found = batch_by_lot(session, batch.lot)
    assert found is not None
    return found.hold, found.hold_reason


def test_a_proposal_changes_nothing_until_another_regulator_confirms_it(coop: Cooperative) -> None:
    batch = held(coop)
    proposal = propose(coop, batch)
    assert hold_of(coop, batch) == ("check", "抽检待复核")
    confirm(coop, batch, proposal, make_regulator(coop.store))
    assert hold_of(coop, batch) == ("none", "复检合格")


def test_nobody_confirms_her_own_proposal(coop: Cooperative) -> None:
    batch, one = held(coop), make_regulator(coop.store)
    with pytest.raises(Refusal) as no:
        confirm(coop, batch, propose(coop, batch, one), one)
    assert (no.value.code, hold_of(coop, batch)[0]) == ("same-eyes", "check")


@pytest.mark.parametrize("level", [Level.TOWNSHIP, Level.VILLAGE])
def test_a_township_proposes_and_the_county_confirms(coop: Cooperative, level: Level) -> None:
    batch, below = held(coop), make_regulator(coop.store, level)
    with pytest.raises(Refusal) as no:
        confirm(coop, batch, propose(coop, batch), below)
    assert no.value.code == "county-only"
    with writing(coop.store, REGULATOR) as work:
        withdraw_release(work, lot=batch.lot)
    confirm(coop, batch, propose(coop, batch, below), make_regulator(coop.store))
    assert hold_of(coop, batch)[0] == "none"


def test_neither_administrator_nor_service_nor_producer_has_eyes_here(coop: Cooperative) -> None:
    batch = held(coop)
    for actor in (ADMINISTRATOR, SYSTEM, clerk_of(coop.producer)):
        with pytest.raises(Refusal) as no:
            propose(coop, batch, actor)
        assert no.value.code == "regulators-only"
    proposal = propose(coop, batch)
    with pytest.raises(Refusal, match="监管人员"):
        confirm(coop, batch, proposal, ADMINISTRATOR)


def test_only_its_proposer_withdraws_a_proposal(coop: Cooperative) -> None:
    batch = held(coop)
    propose(coop, batch)
    with pytest.raises(Refusal) as no, writing(coop.store, make_regulator(coop.store)) as work:
        withdraw_release(work, lot=batch.lot)
    assert no.value.code == "not-proposer"
    with writing(coop.store, REGULATOR) as work:
        withdraw_release(work, lot=batch.lot)
    with reading(coop.store) as session:
        assert open_proposal(session, batch.id) is None
    assert hold_of(coop, batch)[0] == "check"


def test_there_is_one_proposal_at_a_time_and_only_about_a_hold(coop: Cooperative) -> None:
    batch = held(coop)
    propose(coop, batch)
    with pytest.raises(Refusal) as no:
        propose(coop, batch)
    assert no.value.code == "proposed-already"
    with pytest.raises(Refusal) as no:
        propose(coop, coop.open())
    assert no.value.code == "not-held"


def test_a_new_hold_ends_what_was_proposed_about_the_former(coop: Cooperative) -> None:
    batch = held(coop)
    proposal = propose(coop, batch)
    with writing(coop.store, REGULATOR) as work:
        hold_batch(work, HoldBatch(kind=Hold.SAFETY, reason="复检不合格"), lot=batch.lot)
    with pytest.raises(Refusal) as no:
        confirm(coop, batch, proposal, make_regulator(coop.store))
    assert (no.value.code, hold_of(coop, batch)[0]) == ("no-proposal", "safety")


def test_what_is_confirmed_is_what_was_read(coop: Cooperative) -> None:
    batch = held(coop)
    read = propose(coop, batch)
    with writing(coop.store, REGULATOR) as work:
        withdraw_release(work, lot=batch.lot)
    propose(coop, batch)
    with pytest.raises(Refusal, match="已经改变"):
        confirm(coop, batch, read, make_regulator(coop.store))


def test_a_lot_is_held_and_released_again_and_again(coop: Cooperative) -> None:
    batch = held(coop)
    release(coop.store, batch.lot)
    with writing(coop.store, REGULATOR) as work:
        hold_batch(work, HoldBatch(reason="再次核实"), lot=batch.lot)
    release(coop.store, batch.lot, "再次核实无误")
    assert hold_of(coop, batch) == ("none", "再次核实无误")
