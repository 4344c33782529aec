"""更换户主、去世、并户、分户: a household's plots pass to another, and what they may still deliver goes with them.

Certified grams stand in the plot's own account, so they follow the plot; deliveries name their household and stay with
it. Only in a division does the former household go on, with the plots that it keeps.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from secrets import token_hex

import sqlalchemy as sa
from pydantic import BaseModel, Field
from sqlmodel import Session, col, or_, select

from gitrace.balance.tables import Account, AccountKind
from gitrace.errors import Refusal
from gitrace.growers import events
from gitrace.growers.households import household_subject
from gitrace.growers.oversight import require_overseen
from gitrace.growers.plots import plot_subject
from gitrace.growers.queries import household_by_number, places_of, plots_of, the_household
from gitrace.growers.tables import (
    CertifiedYield,
    Household,
    HouseholdClosing,
    HouseholdSuccession,
    Plot,
    PlotPlace,
    PlotTransfer,
)
from gitrace.identifiers.entries import Code, Words
from gitrace.storage.tables import table_of
from gitrace.work import Work

_closing = table_of(HouseholdClosing)
_WHEN_CLOSED = sa.select(_closing.c.closed_at, _closing.c.successor_id).where(
    _closing.c.household_id == sa.bindparam("household")
)


class Succession(StrEnum):
    """Why plots change hands."""

    HOLDER = "holder"
    DEATH = "death"
    MERGER = "merger"
    DIVISION = "division"


SUCCESSION_WORDS = {
    Succession.HOLDER: "更换户主",
    Succession.DEATH: "户主去世",
    Succession.MERGER: "并户",
    Succession.DIVISION: "分户",
}


class PassOn(BaseModel):
    """Plots of a household to another one, which is registered already."""

    household_id: int
    kind: Succession = Field(title="事由")
    successor: Code = Field(
        title="承接户号", description="户号，或姓名、拼音首字母；须已登记，承包面积要容得下转来的地块。"
    )
    plots: list[int] = Field([], title="转出的地块", description="分户时选择；其他事由转出全部地块。")
    reason: Words = Field(title="说明", description="依据的材料，如公证书、村委会证明。")


def pass_on(work: Work, form: PassOn) -> HouseholdSuccession:
    """Move plots, with their certified grams, to the successor; unless it is a division, close the household.

    Raises Refusal("unknown-household" | "regulator-only" | "outside-remit" | "household-closed" | "same-household" |
    "missing" | "unknown-plot" | "area-exceeds-contract").
    """
    household = the_household(work.session, form.household_id)
    successor = _successor(work.session, form, household)
    require_overseen(work, *((one.township, one.village) for one in (household, successor)))
    plots = _chosen(work.session, form, household)
    _refuse_beyond(work.session, successor, plots)
    row = HouseholdSuccession(
        household_id=household.id,
        salt=token_hex(16),
        successor_id=successor.id,
        kind=form.kind,
        reason=form.reason,
        entered_at=work.now,
    )
    closes = form.kind is not Succession.DIVISION
    rows = [row, *_move(work, plots, household, successor), *(_close(work, household, successor) if closes else ())]
    work.session.add_all(rows)
    work.session.flush()
    told = events.HouseholdSucceeded(
        household=household.id,
        number=household.number,
        successor=successor.number,
        plots=len(plots),
        left_g=left_of_plots(work.session, [plot.id for plot in plots]),
        closed=closes,
    )
    touches = [household_subject(successor.id), *(plot_subject(plot.id) for plot in plots)]
    work.record(told, subject=household_subject(household.id), rows=rows, touches=touches)
    return row


def closing_of(session: Session, household_id: int) -> HouseholdClosing | None:
    """When and for whom a household was closed; None while it may deliver."""
    return session.exec(select(HouseholdClosing).where(HouseholdClosing.household_id == household_id)).one_or_none()


def successions_of(session: Session, household_id: int) -> Sequence[HouseholdSuccession]:
    """Every time that plots passed from a household, or to it, the latest first."""
    row = HouseholdSuccession
    mine = or_(row.household_id == household_id, row.successor_id == household_id)
    return session.exec(select(row).where(mine).order_by(col(row.id).desc())).all()


def numbers_of(session: Session, household_ids: Collection[int]) -> dict[int, str]:
    """Households' numbers by key."""
    return dict(session.exec(select(Household.id, Household.number).where(col(Household.id).in_(household_ids))).all())


def left_of_plots(session: Session, plot_ids: list[int]) -> int:
    """What plots may still deliver, grams, all seasons that they are certified for."""
    seasons = session.exec(
        select(CertifiedYield.plot_id, CertifiedYield.season).where(col(CertifiedYield.plot_id).in_(plot_ids))
    )
    owners = [f"plot:{plot_id}/{season}" for plot_id, season in seasons]
    left = select(Account.balance_g).where(Account.kind == AccountKind.CERTIFIED, col(Account.owner).in_(owners))
    return sum(session.exec(left))


def refuse_closed(session: Session, household_id: int, field: str | None = None, *, at: datetime | None = None) -> None:
    """A closed household does nothing further; `at`: when what is told of happened, now unless it is given.

    Raises Refusal("household-closed").
    """
    closing = session.connection().execute(_WHEN_CLOSED, {"household": household_id}).one_or_none()
    if closing is not None and (at is None or at >= closing.closed_at):
        number, successor = (the_household(session, one).number for one in (household_id, closing.successor_id))
        sentence = "户号 {number} 已注销，地块已转到户号 {successor}。"
        raise Refusal("household-closed", sentence, field, number=number, successor=successor)


def _successor(session: Session, form: PassOn, household: Household) -> Household:
    refuse_closed(session, household.id)
    found = household_by_number(session, form.successor)
    if found is None:
        raise Refusal("unknown-household", "没有登记户号 {household}。", "successor", household=form.successor)
    if found.id == household.id:
        raise Refusal("same-household", "承接户号不能是本户。", "successor")
    refuse_closed(session, found.id, "successor")
    return found


def _chosen(session: Session, form: PassOn, household: Household) -> list[Plot]:
    own = list(plots_of(session, household.id))
    if form.kind is not Succession.DIVISION:
        return own
    if not form.plots:
        raise Refusal("missing", "分户请选择转出的地块。", "plots")
    if not set(form.plots) <= {plot.id for plot in own}:
        raise Refusal("unknown-plot", "所选地块不属于本户。", "plots")
    return [plot for plot in own if plot.id in form.plots]


def _refuse_beyond(session: Session, successor: Household, plots: list[Plot]) -> None:
    held = sum((Decimal(plot.area_mu) for plot in plots_of(session, successor.id)), Decimal(0))
    coming = sum((Decimal(plot.area_mu) for plot in plots), Decimal(0))
    if held + coming > Decimal(successor.contract_mu):
        raise Refusal(
            "area-exceeds-contract",
            "承接户已登记 {held} 亩，加上转来的 {coming} 亩，超过承包面积 {contract} 亩，请先更改承接户的承包面积。",
            "successor",
            held=str(held),
            coming=str(coming),
            contract=successor.contract_mu,
        )


def _move(
    work: Work, plots: list[Plot], household: Household, successor: Household
) -> list[Plot | PlotPlace | PlotTransfer]:
    places = places_of(work.session, household.id)
    moved: list[Plot | PlotPlace | PlotTransfer] = []
    for plot in plots:
        plot.household_id = successor.id
        moved += [
            plot,
            PlotTransfer(
                plot_id=plot.id,
                from_household_id=household.id,
                to_household_id=successor.id,
                moved_at=work.now,
            ),
        ]
        if plot.id in places:
            places[plot.id].household_id = successor.id
            moved.append(places[plot.id])
    return moved


def _close(work: Work, household: Household, successor: Household) -> list[HouseholdClosing]:
    return [HouseholdClosing(household_id=household.id, successor_id=successor.id, closed_at=work.now)]
