"""What the growers of a scenario hold and say: a card, a slip, a denial, the week's call-backs."""

from dataclasses import dataclass, replace
from datetime import date

import cast
from scenario import Party

from gitrace.callbacks.commands import draw_week
from gitrace.callbacks.queries import find_callbacks
from gitrace.cards.commands import issue_cards, token_of
from gitrace.cards.opening import card_of
from gitrace.cases.denials import GROWER, DenyDelivery, deny_delivery
from gitrace.cases.tables import DenialSource
from gitrace.slips.commands import PrintSlip, print_slip
from gitrace.storage import Store, reading
from gitrace.work import writing


@dataclass(frozen=True)
class Growers:
    """What our growers hold and said: the token on the first household's card, keys of the rest."""

    card: str
    issue: int
    printing: int
    denial: int
    callback: int


def hear_growers(store: Store, ours: Party) -> Growers:
    """A card for the first household, a slip of its delivery; another denies; the week's call-backs are drawn."""
    first, denied = ours.households[0], ours.deliveries[2]
    with writing(store, cast.REGULATOR) as work:
        issue = issue_cards(work, [first.id])
        draw_week(work, date(2026, 3, 16))
    hosted = replace(store, settings=store.settings.model_copy(update={"label_host": "label.example"}))
    with writing(hosted, cast.clerk_of(ours.producer)) as work:
        printing = print_slip(work, PrintSlip(paper="58"), delivery=ours.deliveries[0])
    with writing(store, GROWER) as work:
        told = DenyDelivery(words="演示：那天没有交")
        owner = denied.household_id or 0
        denial = deny_delivery(work, told, delivery=denied, household_id=owner, source=DenialSource.PAGE)
    with reading(store) as session:
        card = card_of(session, first.id)
        assert card is not None
        # Of the first household's village, whose office reads it.
        callback = next(one for one in find_callbacks(session)[0] if one.household.village == first.village).callback.id
    return Growers(token_of(store.keys, card), issue.id, printing.id, denial.id, callback)
