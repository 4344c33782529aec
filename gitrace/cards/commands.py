"""Issuing and ending keys to households' own pages.

Cards are issued by the regulators of the household's place, as a rule the village's, and by no producer: the card is
the grower's check on her buyers. Whoever prints it holds its token, could read what she sold to others, and could deny
deliveries in her name. A producer's slips therefore bear a key of their own, which opens only what that producer
weighed and knows anyway.
"""

from collections.abc import Collection, Sequence
from secrets import token_hex

from sqlmodel import col, select

from gitrace.cards.events import CardEnded, CardsIssued
from gitrace.cards.rules import require_card, require_cards
from gitrace.cards.tables import CardIssue, HouseholdKey
from gitrace.growers.oversight import require_overseen
from gitrace.growers.queries import the_household
from gitrace.growers.succession import refuse_closed
from gitrace.growers.tables import Household
from gitrace.identifiers.card_token import card_token
from gitrace.ledger.label_keys import newest_label_key
from gitrace.people.tokens import token_digest
from gitrace.storage.keys import Keys
from gitrace.work import Work


def issue_cards(work: Work, household_ids: Collection[int]) -> CardIssue:
    """A card for each of these households; whatever opened their pages before does so no more.

    Raises Refusal("regulator-only" | "outside-remit" | "unknown-household" | "household-closed" | "cards-none" |
    "cards-too-many").
    """
    require_cards(len(set(household_ids)))
    households = work.session.exec(select(Household).where(col(Household.id).in_(list(household_ids)))).all()
    require_overseen(work, *{(one.township, one.village) for one in households})
    known = {one.id for one in households}
    for missing in set(household_ids) - known:
        the_household(work.session, missing)
    for household_id in known:
        refuse_closed(work.session, household_id)
    ended = _end(work, known)
    issue = CardIssue(cards=len(known), issued_at=work.now)
    work.session.add(issue)
    work.session.flush()
    number = newest_label_key(work.session.connection())
    keys = [_new_key(work, household_id, number, issue_id=issue.id) for household_id in sorted(known)]
    work.session.add_all(keys)
    work.session.flush()
    replaced = len({key.household_id for key in ended if key.producer_id is None})
    issued = CardsIssued(cards=len(keys), replaced=replaced)
    touched = [f"household:{household_id}" for household_id in sorted(known)]
    work.record(issued, subject=f"cards:{issue.id}", rows=[issue, *ended, *keys], touches=touched)
    return issue


def end_card(work: Work, household_id: int) -> None:
    """End the card and the keys of slips, and issue none.

    Raises Refusal("regulator-only" | "outside-remit" | "unknown-household" | "no-such-card").
    """
    household = the_household(work.session, household_id)
    require_overseen(work, (household.township, household.village))
    ended = _end(work, {household_id})
    require_card(bool(ended))
    work.record(CardEnded(household=household_id), subject=f"household:{household_id}", rows=ended)


def slip_key(work: Work, household_id: int, producer_id: int) -> tuple[HouseholdKey, bool]:
    """The live key of a buyer's slips for a household, made where there is none; whether it is new, for the caller's
    event to claim.
    """
    live = select(HouseholdKey).where(
        HouseholdKey.household_id == household_id,
        HouseholdKey.producer_id == producer_id,
        col(HouseholdKey.ended_at).is_(None),
    )
    found = work.session.exec(live).first()
    if found is not None:
        return found, False
    number = newest_label_key(work.session.connection())
    made = _new_key(work, household_id, number, producer_id=producer_id)
    work.session.add(made)
    work.session.flush()
    return made, True


def token_of(keys: Keys, key: HouseholdKey) -> str:
    """The token that opens the page, made again from the home's keys."""
    return card_token(keys.labels[key.key_number], key.nonce)


def _end(work: Work, household_ids: Collection[int]) -> Sequence[HouseholdKey]:
    live = select(HouseholdKey).where(
        col(HouseholdKey.household_id).in_(list(household_ids)), col(HouseholdKey.ended_at).is_(None)
    )
    ended = work.session.exec(live.order_by(col(HouseholdKey.id))).all()
    for key in ended:
        key.ended_at = work.now
    work.session.add_all(ended)
    return ended


def _new_key(
    work: Work, household_id: int, number: int, *, producer_id: int | None = None, issue_id: int | None = None
) -> HouseholdKey:
    nonce = token_hex(16)
    return HouseholdKey(
        household_id=household_id,
        producer_id=producer_id,
        issue_id=issue_id,
        token_hash=token_digest(card_token(work.store.keys.labels[number], nonce)),
        nonce=nonce,
        key_number=number,
        issued_at=work.now,
    )
