"""Which households a regulator oversees: the county's all of them, a township's or a village's those of its place."""

import sqlalchemy as sa
from sqlmodel import Session, col

from gitrace.clock import shanghai_day
from gitrace.errors import Refusal
from gitrace.growers.queries import the_household
from gitrace.growers.tables import Household
from gitrace.people.acting import is_overseer
from gitrace.people.remit import Remit, remit_of, require_within
from gitrace.people.roles import Level, Role
from gitrace.profile.commands import profile_on
from gitrace.work import Work


def oversees(work: Work, household_id: int) -> bool:
    """Whether the actor may act on a household as the office that answers for it."""
    if is_overseer(work.actor):
        return True
    if work.actor.role != Role.REGULATOR:
        return False
    household = the_household(work.session, household_id)
    remit = remit_of(work.actor.area, profile_on(work.session, shanghai_day(work.now)))
    return remit.holds(household.township, household.village)


def require_overseen(work: Work, *places: tuple[str, str]) -> None:
    """Each place, township and village, lies in the actor's remit.

    Raises Refusal("regulator-only" | "outside-remit").
    """
    profile = profile_on(work.session, shanghai_day(work.now))
    for township, village in places:
        require_within(work.actor, profile, township, village)


def require_inquiry(work: Work, household_id: int) -> None:
    """What a household says of a weighing is found out by its township or by the county. The village reads along: its
    officers live beside grower and buyer, whom they would have to judge.

    Raises Refusal("unknown-household" | "regulator-only" | "outside-remit" | "level-too-low").
    """
    household = the_household(work.session, household_id)
    require_overseen(work, (household.township, household.village))
    if remit_of(work.actor.area, profile_on(work.session, shanghai_day(work.now))).level is Level.VILLAGE:
        raise Refusal("level-too-low", "由镇、县两级向农户核实，村里只能查看。")


def within(remit: Remit) -> list[sa.ColumnElement[bool]]:
    """Conditions on `Household`; none for the county."""
    found = []
    if remit.township is not None:
        found.append(col(Household.township) == remit.township)
    if remit.village is not None:
        found.append(col(Household.village) == remit.village)
    return found


def is_within(session: Session, remit: Remit, household_id: int | None) -> bool:
    """Whether a household lies in the remit; no household at all lies in the county's alone."""
    if remit.is_county:
        return True
    found = session.get(Household, household_id) if household_id is not None else None
    return found is not None and remit.holds(found.township, found.village)
