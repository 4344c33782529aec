"""这不是我交的: a household denies a delivery that is booked on it; a regulator finds out and settles it with a reason.

Nothing happens to the delivery by itself. A denial is one person's word, and so was the weighing: whose stands is for
a person to find out. A delivery found wrong is then corrected by its producer, with the reason.
"""

from secrets import token_hex

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import select

from gitrace.cases.events import DeliveryDenied, DenialSettled
from gitrace.cases.rules import require_open_denial, require_untold
from gitrace.cases.tables import Denial, DenialSource, DenialState, DenialWords
from gitrace.deliveries.tables import Delivery
from gitrace.errors import Refusal
from gitrace.growers.oversight import require_inquiry
from gitrace.identifiers.entries import Words
from gitrace.work import Actor, Work

GROWER = Actor("household", role="household")
"""A household at its own page. Which one, the event says."""


class DenyDelivery(BaseModel):
    """What the household may add."""

    model_config = ConfigDict(frozen=True)

    words: str | None = Field(
        None, title="您想说的话", description="可以不写。例如：那天没有交；重量不对；单子是别人的。", max_length=500
    )


class SettleDenial(BaseModel):
    """What came out."""

    model_config = ConfigDict(frozen=True)

    state: DenialState = Field(title="核实结果")
    reason: Words = Field(title="核实情况和理由", description="该农户和收购方都会看到，请不要写别人的姓名和电话。")


FINDINGS = {
    DenialState.TRUE: "属实：不是这户交的，由收购方更正",
    DenialState.FALSE: "不属实：确是这户交的",
    DenialState.SETTLED: "已说清：双方没有异议",
}
"""What a denial can be found to be."""


def deny_delivery(
    work: Work, form: DenyDelivery, *, delivery: Delivery, household_id: int, source: DenialSource
) -> Denial:
    """Put on record that the household denies the delivery, which must be booked on it.

    Raises Refusal("no-such-delivery" | "told-already").
    """
    if delivery.household_id != household_id:
        raise Refusal("no-such-delivery", "这户没有这张交售单。")
    require_untold(denial_by(work, delivery.id, household_id) is not None)
    denial = Denial(
        delivery_id=delivery.id,
        household_id=household_id,
        source=source,
        state=DenialState.OPEN,
        told_at=work.now,
    )
    work.session.add(denial)
    work.session.flush()
    words = DenialWords(denial_id=denial.id, household_id=household_id, salt=token_hex(16), words=form.words)
    work.session.add(words)
    work.session.flush()
    denied = DeliveryDenied(number=delivery.number, household=household_id, source=source.value)
    work.record(denied, subject=f"delivery:{delivery.id}", rows=[denial, words], touches=[f"household:{household_id}"])
    return denial


def settle_denial(work: Work, denial_id: int, form: SettleDenial) -> Denial:
    """Say what came out, once.

    Raises Refusal("regulator-only" | "outside-remit" | "level-too-low" | "no-such-denial" | "settled-already" |
    "finding-missing").
    """
    denial = work.session.get(Denial, denial_id)
    if denial is None:
        raise Refusal("no-such-denial", "没有这条记录。")
    require_inquiry(work, denial.household_id)
    require_open_denial(denial.state)
    if form.state not in FINDINGS:
        raise Refusal("finding-missing", "请选择核实结果。", "state")
    words = work.session.exec(select(DenialWords).where(DenialWords.denial_id == denial_id)).one()
    denial.state, denial.settled_at, words.reason = form.state, work.now, form.reason
    work.session.add_all([denial, words])
    delivery = work.session.get_one(Delivery, denial.delivery_id)
    settled = DenialSettled(number=delivery.number, household=denial.household_id, state=form.state.value)
    touched = [f"household:{denial.household_id}"]
    work.record(settled, subject=f"delivery:{delivery.id}", rows=[denial, words], touches=touched)
    return denial


def denial_by(work: Work, delivery_id: int, household_id: int) -> Denial | None:
    """What this household already said of this delivery."""
    told = select(Denial).where(Denial.delivery_id == delivery_id, Denial.household_id == household_id)
    return work.session.exec(told).one_or_none()
