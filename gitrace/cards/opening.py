"""Opening a household's own page by its token, with the tries from a network counted first."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.cards.rules import TRIES_FROM_A_NETWORK, require_card
from gitrace.cards.tables import HouseholdKey
from gitrace.growers.tables import Household, HouseholdClosing
from gitrace.identifiers.card_token import parse_token
from gitrace.people.guessing import count_guess, forgive_guesses, guess_subject
from gitrace.people.tokens import token_digest
from gitrace.storage import Store, reading


@dataclass(frozen=True)
class Opened:
    """Whose page it is. `producer_id`: the only buyer whose deliveries it shows; the card's, None, shows all."""

    household_id: int
    number: str
    producer_id: int | None


def open_page(store: Store, token: str, network: str, now: datetime) -> Opened:
    """Whose page this token opens. A try is counted before it is answered, and given back when it was right.

    Raises Refusal("too-many-tries" | "no-such-card").
    """
    subject = guess_subject(store, "card", network)
    count_guess(store, {subject: TRIES_FROM_A_NETWORK}, now)
    with reading(store) as session:
        found = find_key(session, token)
    require_card(found is not None)
    assert found is not None
    forgive_guesses(store, account="", network=subject)
    return found


def find_key(session: Session, token: str) -> Opened | None:
    """Whose page a token opens now; a household that was closed has none. Raises Refusal("no-such-card") for what is
    no token.
    """
    closed = sa.exists().where(col(HouseholdClosing.household_id) == col(Household.id))
    row = session.execute(
        sa.select(col(Household.id), col(Household.number), col(HouseholdKey.producer_id))
        .join(HouseholdKey, col(HouseholdKey.household_id) == col(Household.id))
        .where(col(HouseholdKey.token_hash) == token_digest(parse_token(token)))
        .where(col(HouseholdKey.ended_at).is_(None), ~closed)
    ).one_or_none()
    return None if row is None else Opened(*row)


def card_of(session: Session, household_id: int) -> HouseholdKey | None:
    """The household's live card."""
    live = select(HouseholdKey).where(
        HouseholdKey.household_id == household_id,
        col(HouseholdKey.producer_id).is_(None),
        col(HouseholdKey.ended_at).is_(None),
    )
    return session.exec(live).first()
