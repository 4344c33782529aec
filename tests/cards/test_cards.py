"""Cards and the keys of slips: 128 bits, kept by nobody, ended by the next card."""

import re

import cast
import pytest
from sqlmodel import select

from gitrace import clock
from gitrace.cards.commands import end_card, issue_cards, slip_key, token_of
from gitrace.cards.opening import Opened, card_of, open_page
from gitrace.cards.rules import MOST_CARDS, TRIES_FROM_A_NETWORK
from gitrace.cards.tables import HouseholdKey
from gitrace.errors import Refusal
from gitrace.growers.succession import PassOn, Succession, pass_on
from gitrace.growers.tables import Household
from gitrace.identifiers.card_token import card_path, card_token, parse_token
from gitrace.ledger import tables as ledger
from gitrace.storage import Store, reading
from gitrace.work import writing


def issue(store: Store, *households: Household) -> list[str]:
    """Cards; returns their tokens."""
    with writing(store, cast.REGULATOR) as work:
        issue_cards(work, [one.id for one in households])
    with reading(store) as session:
        return [token_of(store.keys, key) for one in households if (key := card_of(session, one.id))]


def opened(store: Store, token: str, network: str = "192.0.2.9") -> Opened:
    return open_page(store, token, network, clock.now())


def test_a_token_is_what_it_was_when_it_was_printed() -> None:
    assert card_token(bytes(range(32)), "00" * 16) == "3gs59jmsabvgmdsqmmm1hhxpma"
    assert card_path("x") == "/h/x"


@pytest.mark.parametrize("text", ["", "x" * 26, "0" * 25, "0" * 27, "O" * 26, "0" * 25 + "I", "../admin"])
def test_what_is_no_token_opens_nothing(text: str) -> None:
    with pytest.raises(Refusal) as no:
        parse_token(text.upper() if text.startswith("x") else text)
    assert no.value.code == "no-such-card"


def test_a_card_opens_its_households_page(store: Store) -> None:
    ours, other = cast.make_household(store), cast.make_household(store)
    first, second = issue(store, ours, other)
    assert opened(store, first) == Opened(ours.id, ours.number, None)
    assert opened(store, second).household_id == other.id
    assert re.fullmatch(r"[0-7][0-9a-z]{25}", first)


def test_the_database_holds_no_token(store: Store) -> None:
    (token,) = issue(store, cast.make_household(store))
    with reading(store) as session:
        bodies = session.connection().execute(ledger.annex.select()).all()
        row = session.exec(select(HouseholdKey)).one()
    assert token not in repr(row.model_dump())
    assert not any(token in (one.body or "") for one in bodies)


def test_a_household_that_was_closed_has_no_page(store: Store) -> None:
    old, new = cast.make_household(store), cast.make_household(store)
    cast.make_plot(store, old)
    (card,) = issue(store, old)
    with writing(store, cast.REGULATOR) as work:
        pass_on(work, PassOn(household_id=old.id, successor=new.number, kind=Succession.DEATH, reason="演示证明"))
    with pytest.raises(Refusal, match="已经停用"):
        opened(store, card)
    with pytest.raises(Refusal) as no:
        issue(store, old)
    assert no.value.code == "household-closed"


def test_a_new_card_ends_the_old_one_and_the_codes_on_slips(store: Store) -> None:
    household, producer = cast.make_household(store), cast.make_producer(store)
    (old,) = issue(store, household)
    on_slips = make_slip_key(store, household, producer.id)
    (new,) = issue(store, household)
    for gone in (old, on_slips):
        with pytest.raises(Refusal, match="已经停用"):
            opened(store, gone)
    assert opened(store, new).household_id == household.id


def make_slip_key(store: Store, household: Household, producer_id: int) -> str:
    with writing(store, cast.REGULATOR) as work:
        key, new = slip_key(work, household.id, producer_id)
        if new:
            work.record(_claim(household), subject=f"household:{household.id}", rows=[key])
    return token_of(store.keys, key)


def _claim(household: Household):  # type: ignore[no-untyped-def]
    from gitrace.cards.events import CardEnded  # any event that may claim a key

    return CardEnded(household=household.id)


def test_the_code_on_slips_is_one_for_each_buyer_and_opens_that_buyers_part(store: Store) -> None:
    household, producer, rival = cast.make_household(store), cast.make_producer(store), cast.make_producer(store)
    token = make_slip_key(store, household, producer.id)
    assert opened(store, token) == Opened(household.id, household.number, producer.id)
    assert make_slip_key(store, household, producer.id) == token
    assert make_slip_key(store, household, rival.id) != token


def test_a_card_can_be_ended_without_a_new_one(store: Store) -> None:
    household = cast.make_household(store)
    (token,) = issue(store, household)
    with writing(store, cast.REGULATOR) as work:
        end_card(work, household.id)
    with pytest.raises(Refusal):
        opened(store, token)
    assert cast.refused(store, cast.REGULATOR, lambda work: end_card(work, household.id))[0] == "no-such-card"
    assert cast.tags_of(store, f"household:{household.id}")[-2:] == ["cards.issued/1", "card.ended/1"]


def test_no_producer_issues_or_ends_a_card(store: Store) -> None:
    household, producer = cast.make_household(store), cast.make_producer(store)
    for act in (lambda work: issue_cards(work, [household.id]), lambda work: end_card(work, household.id)):
        assert cast.refused(store, cast.manager_of(producer), act)[0] == "regulator-only"


def test_cards_are_issued_for_somebody_and_not_for_everybody_at_once(store: Store) -> None:
    for households, code in (([], "cards-none"), (range(1, MOST_CARDS + 2), "cards-too-many")):
        refused = cast.refused(store, cast.REGULATOR, lambda work, who=households: issue_cards(work, who))  # type: ignore[misc]
        assert refused[0] == code
    assert cast.refused(store, cast.REGULATOR, lambda work: issue_cards(work, [99_999]))[0] == "unknown-household"


def test_guesses_from_a_network_run_out_and_a_right_token_costs_none(store: Store) -> None:
    (token,) = issue(store, cast.make_household(store))
    for _ in range(5):
        opened(store, token)
    for _ in range(TRIES_FROM_A_NETWORK):
        with pytest.raises(Refusal, match="没有这张卡"):
            opened(store, "0" * 26)
    with pytest.raises(Refusal, match="分钟后再试"):
        opened(store, token)
    assert opened(store, token, network="198.51.100.1").number
