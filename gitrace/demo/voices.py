"""What growers hold and say: cards of one village, slips, deliveries denied, call-backs drawn and made."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from sqlmodel import col, select

from gitrace import clock
from gitrace.callbacks.commands import RecordCall, record_call
from gitrace.callbacks.jobs import draw_callbacks
from gitrace.callbacks.queries import find_callbacks
from gitrace.callbacks.tables import CallState
from gitrace.cards.commands import issue_cards, token_of
from gitrace.cards.opening import card_of
from gitrace.cases.denials import GROWER, DenyDelivery, SettleDenial, deny_delivery, settle_denial
from gitrace.cases.tables import DenialSource, DenialState, DenialWords
from gitrace.deliveries.queries import day_list
from gitrace.deliveries.tables import Delivery
from gitrace.demo.groves import VILLAGES
from gitrace.demo.seasons import at
from gitrace.demo.stage import Stage
from gitrace.growers.queries import household_by_number
from gitrace.growers.tables import Household
from gitrace.identifiers.card_token import card_path
from gitrace.slips.commands import PrintSlip, print_slip
from gitrace.storage import Store, reading
from gitrace.work import Work, writing

CARDS_OF = VILLAGES[0]
_SHOWN = f"{CARDS_OF.initials}-001"
"""The household whose own page the console names."""
_ANSWERS = (CallState.CONFIRMED, CallState.CONFIRMED, CallState.NOT_REACHED, CallState.CONFIRMED, CallState.DENIED)
"""What is said on the telephone, in turn; the last of a week are still to be called."""

# Days before the end of the story, which of the day's deliveries, what its household wrote, what came out.
DENIALS = (
    (-4, 1, "演示：那天下雨，没有挖笋。", "演示：是家里人代交的，本人已认。"),
    (-2, 2, "演示：我那天只交了一次，这一张不是我的。", ""),
)


def issue_village_cards(stage: Stage) -> None:
    """Cards for everybody in the first village."""

    def deed(work: Work) -> None:
        there = select(Household.id).where(Household.village == CARDS_OF.name).order_by(col(Household.number))
        issue_cards(work, work.session.exec(there).all())

    stage.act("agri", deed)


def plan_voices(stage: Stage) -> None:
    """Draws on the Mondays of the story and after it, calls on the Tuesdays; denials; slips of the last day."""
    days, agenda = stage.story.days, stage.agenda
    monday = days[0] - timedelta(days=days[0].weekday()) + timedelta(days=7)
    while monday <= days[-1] + timedelta(days=7):
        agenda.at(at(monday, 8), partial(_draw, stage))
        agenda.at(at(monday + timedelta(days=1), 15), partial(_call, stage))
        monday += timedelta(days=7)
    for day, place, words, reason in DENIALS:
        agenda.at(at(days[day], 20, 30), partial(_deny, stage, days[day], place, words))
        if reason:
            agenda.at(at(days[day] + timedelta(days=1), 16), partial(_settle, stage, words, reason))
    for minute in (20, 21):
        agenda.at(at(days[-1], 8, minute), partial(_print_slip, stage, days[-1]))


def own_page(store: Store) -> str:
    """The path of a household's own page, by its card; empty when the card was ended since."""
    with reading(store) as session:
        household = household_by_number(session, _SHOWN)
        card = card_of(session, household.id) if household else None
    return card_path(token_of(store.keys, card)) if card else ""


def _draw(stage: Stage) -> None:
    draw_callbacks(stage.store, clock.now())


def _call(stage: Stage) -> None:
    with reading(stage.store) as session:
        waiting = [line.callback.id for line in find_callbacks(session, state=CallState.WAITING)[0]]
    for callback_id, result in zip(waiting, _ANSWERS, strict=False):
        form = RecordCall(result=result, words="演示：没有交过这么多。" if result is CallState.DENIED else None)
        stage.act("agri", _recording(callback_id, form))


def _recording(callback_id: int, form: RecordCall) -> Callable[[Work], object]:
    return lambda work: record_call(work, callback_id, form)


def _deny(stage: Stage, day: date, place: int, words: str) -> None:
    with writing(stage.store, GROWER) as work:
        delivery = _named(stage, work, day)[place]
        assert delivery.household_id is not None
        told = DenyDelivery(words=words)
        deny_delivery(work, told, delivery=delivery, household_id=delivery.household_id, source=DenialSource.PAGE)


def _named(stage: Stage, work: Work, day: date) -> list[Delivery]:
    """The day's deliveries to the first buyer that name a household, in order."""
    lines = day_list(work.session, stage.producers["guiquan"].id, day)
    return [line.delivery for line in reversed(lines) if line.delivery.household_id is not None]


def _settle(stage: Stage, words: str, reason: str) -> None:
    finding = SettleDenial(state=DenialState.FALSE, reason=reason)

    def deed(work: Work) -> None:
        told = select(DenialWords.denial_id).where(DenialWords.words == words)
        settle_denial(work, work.session.exec(told).one(), finding)

    stage.act("regulator", deed)


def _print_slip(stage: Stage, day: date) -> None:
    stage.act("clerk", lambda work: print_slip(work, PrintSlip(paper="80"), delivery=_named(stage, work, day)[0]))
