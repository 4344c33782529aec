"""Reading slips: how often a delivery's was printed, and what one shows."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.cards.commands import token_of
from gitrace.cards.tables import HouseholdKey
from gitrace.deliveries.price import prices_of
from gitrace.deliveries.tables import Delivery
from gitrace.errors import Refusal
from gitrace.growers.queries import left_of_household, person_of
from gitrace.growers.tables import Household
from gitrace.identifiers.card_token import card_path
from gitrace.labels.addresses import label_host
from gitrace.producers.queries import the_producer
from gitrace.profile.commands import profile_version
from gitrace.slips.face import SlipFace
from gitrace.slips.tables import SlipPrinting
from gitrace.storage import Store


def printings_of(session: Session, delivery_id: int) -> Sequence[SlipPrinting]:
    """A delivery's printings, the first one first."""
    of_delivery = select(SlipPrinting).where(SlipPrinting.delivery_id == delivery_id)
    return session.exec(of_delivery.order_by(col(SlipPrinting.ordinal))).all()


def the_printing(session: Session, printing_id: int) -> SlipPrinting:
    """One of them. Raises Refusal("no-such-slip")."""
    found = session.get(SlipPrinting, printing_id)
    if found is None:
        raise Refusal("no-such-slip", "没有这次打印的记录。")
    return found


def season_total(session: Session, delivery: Delivery) -> int:
    """Grams that the delivery's household brought its buyer in the season, up to and with this delivery."""
    earlier = sa.or_(
        col(Delivery.weighed_at) < delivery.weighed_at,
        sa.and_(col(Delivery.weighed_at) == delivery.weighed_at, col(Delivery.id) <= delivery.id),
    )
    total = sa.select(sa.func.sum(col(Delivery.net_g))).where(
        col(Delivery.household_id) == delivery.household_id,
        col(Delivery.producer_id) == delivery.producer_id,
        col(Delivery.season) == delivery.season,
        earlier,
    )
    return int(session.execute(total).scalar() or 0)


def slip_face(session: Session, store: Store, printing: SlipPrinting) -> SlipFace:
    """What this printing shows: the delivery as it stands now, corrections and all."""
    delivery = session.get_one(Delivery, printing.delivery_id)
    household = session.get(Household, delivery.household_id) if delivery.household_id else None
    person = person_of(session, household.id) if household else None
    profile = profile_version(session, delivery.profile_version)
    grades = {grade.code: grade.name for grade in profile.grades}
    return SlipFace(
        producer=the_producer(session, delivery.producer_id).name,
        number=delivery.number,
        household=household.number if household else None,
        name=person.name if person else None,
        weighed_at=delivery.weighed_at,
        cover=profile.cover(delivery.cover).name,
        grade=grades[delivery.grade],
        gross_g=delivery.gross_g,
        tare_g=delivery.tare_g,
        deduction_g=delivery.deduction_g,
        net_g=delivery.net_g,
        fen_per_jin=prices_of(session, [delivery.id]).get(delivery.id),
        season=delivery.season,
        total_g=season_total(session, delivery) if household else 0,
        left_g=left_of_household(session, household.id, delivery.season) if household else 0,
        ordinal=printing.ordinal,
        printed_at=printing.printed_at,
        address=_address(session, store, printing, household),
    )


def _address(session: Session, store: Store, printing: SlipPrinting, household: Household | None) -> str | None:
    """Of the household's own page; none where the load was booked on another since, or a new card ended the key."""
    key = session.get(HouseholdKey, printing.key_id) if printing.key_id else None
    if key is None or key.ended_at is not None or household is None or key.household_id != household.id:
        return None
    return f"https://{label_host(store.settings)}{card_path(token_of(store.keys, key))}"
