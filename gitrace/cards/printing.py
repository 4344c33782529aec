"""The cards of an issue, read in one transaction, to be drawn outside of it."""

from datetime import datetime

from sqlmodel import Session, col, select

from gitrace.cards.commands import token_of
from gitrace.cards.face import CardFace
from gitrace.cards.rules import require_card, require_printable
from gitrace.cards.tables import CardIssue, HouseholdKey
from gitrace.clock import shanghai_day
from gitrace.growers.tables import Household
from gitrace.identifiers.card_token import card_path
from gitrace.labels.addresses import label_host
from gitrace.labels.rules import require_host
from gitrace.profile import Profile
from gitrace.storage import Store


def card_faces(session: Session, store: Store, issue_id: int, *, profile: Profile, now: datetime) -> list[CardFace]:
    """The cards of the issue that are still good, by household number.

    Raises Refusal("no-such-card" | "printing-over" | "label-host-unset").
    """
    issue = session.get(CardIssue, issue_id)
    require_card(issue is not None)
    assert issue is not None
    require_printable(issue.issued_at, now)
    require_host(store.settings.label_host, demo=store.settings.demo)
    host = label_host(store.settings)
    rows = session.exec(
        select(HouseholdKey, Household)
        .join(Household, col(Household.id) == col(HouseholdKey.household_id))
        .where(HouseholdKey.issue_id == issue_id, col(HouseholdKey.ended_at).is_(None))
        .order_by(col(Household.number))
    ).all()
    require_card(bool(rows))
    return [
        CardFace(
            title=f"{profile.indication.name} 农户卡",
            number=household.number,
            village=household.village,
            issued_on=shanghai_day(key.issued_at),
            address=f"https://{host}{card_path(token_of(store.keys, key))}",
            domain=host,
        )
        for key, household in rows
    ]
