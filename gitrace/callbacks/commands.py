"""Drawing a week's call-backs, and recording each call."""

import hashlib
import json
from datetime import date
from secrets import token_hex

from pydantic import BaseModel, ConfigDict, Field

from gitrace.callbacks.events import CallbacksDrawn, CallRecorded
from gitrace.callbacks.queries import candidates_of, draw_of
from gitrace.callbacks.rules import lots_drawn, require_result, require_waiting, state_after
from gitrace.callbacks.tables import Call, Callback, CallState, Draw
from gitrace.cases.denials import DenyDelivery, denial_by, deny_delivery
from gitrace.cases.tables import DenialSource
from gitrace.clock import shanghai_day
from gitrace.deliveries.tables import Delivery
from gitrace.errors import Refusal
from gitrace.growers.oversight import require_inquiry
from gitrace.profile.commands import profile_on
from gitrace.work import Work


class RecordCall(BaseModel):
    """What the household said."""

    model_config = ConfigDict(frozen=True)

    result: CallState = Field(title="结果")
    words: str | None = Field(None, title="农户的话", description="只供监管人员查看。", max_length=500)


RESULTS = {
    CallState.CONFIRMED: "是本户交的，重量对",
    CallState.DENIED: "不是本户交的，或重量不对",
    CallState.NOT_REACHED: "没有接通",
}
"""What can come of a call."""


def draw_week(work: Work, week: date) -> Draw | None:
    """Draw the call-backs of the week that begins on this Monday, unless it was done; None when nothing was weighed.

    The seed is made here, after the week is over: nobody can know beforehand which delivery will be asked about.
    """
    found = draw_of(work.session, week)
    candidates = candidates_of(work.session, week)
    if found is not None or not candidates:
        return found
    profile = profile_on(work.session, shanghai_day(work.now))
    draw = Draw(
        week=week,
        seed=token_hex(16),
        candidates=json.dumps(list(candidates), separators=(",", ":")),
        wanted=profile.callbacks.a_week.value,
        profile_version=profile.version,
        drawn_at=work.now,
    )
    work.session.add(draw)
    work.session.flush()
    chosen = lots_drawn(draw.seed, list(candidates), draw.wanted)
    rows = [_called_back(draw, key, candidates[key]) for key in chosen]
    work.session.add_all(rows)
    work.session.flush()
    drawn = CallbacksDrawn(
        week=week.isoformat(),
        seed=draw.seed,
        candidates=len(candidates),
        digest=hashlib.sha256(draw.candidates.encode()).hexdigest(),
        drawn=len(rows),
    )
    work.record(drawn, subject=f"callbacks:{week}", rows=[draw, *rows], touches=[f"delivery:{key}" for key in chosen])
    return draw


def _called_back(draw: Draw, delivery_id: int, household_id: int) -> Callback:
    return Callback(draw_id=draw.id, delivery_id=delivery_id, household_id=household_id, state=CallState.WAITING)


def record_call(work: Work, callback_id: int, form: RecordCall) -> Callback:
    """Record one call. A denial is put on record as if the household had pressed the button on its own page.

    Raises Refusal("regulator-only" | "outside-remit" | "level-too-low" | "no-such-callback" | "called-already" |
    "result-missing").
    """
    callback = work.session.get(Callback, callback_id)
    if callback is None:
        raise Refusal("no-such-callback", "没有这次回访。")
    require_inquiry(work, callback.household_id)
    require_waiting(callback.state)
    require_result(form.result)
    most = profile_on(work.session, shanghai_day(work.now)).callbacks.tries.value
    callback.tries += 1
    callback.state = state_after(form.result, callback.tries, most)
    callback.closed_at = None if callback.state is CallState.WAITING else work.now
    call = Call(
        callback_id=callback.id,
        household_id=callback.household_id,
        salt=token_hex(16),
        result=form.result,
        words=form.words,
        called_at=work.now,
    )
    work.session.add_all([callback, call])
    delivery = work.session.get_one(Delivery, callback.delivery_id)
    recorded = CallRecorded(number=delivery.number, tries=callback.tries, result=form.result.value)
    touched = [f"household:{callback.household_id}"]
    work.record(recorded, subject=f"delivery:{delivery.id}", rows=[callback, call], touches=touched)
    if form.result is CallState.DENIED:
        _deny(work, delivery, callback.household_id, form.words)
    return callback


def _deny(work: Work, delivery: Delivery, household_id: int, words: str | None) -> None:
    """Nothing, where the household had already said so, or a correction meanwhile booked the load on another."""
    if delivery.household_id == household_id and denial_by(work, delivery.id, household_id) is None:
        told = DenyDelivery(words=words)
        deny_delivery(work, told, delivery=delivery, household_id=household_id, source=DenialSource.CALL)
