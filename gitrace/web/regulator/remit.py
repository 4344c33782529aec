"""What of the county the regulator at the door may see: pages for every level narrow to it, and 404 beyond it."""

from flask import abort
from sqlmodel import Session

from gitrace.growers.tables import Household
from gitrace.people.remit import Remit, remit_of
from gitrace.storage import reading
from gitrace.web.entrance import signed_in
from gitrace.web.installation import store
from gitrace.web.parts.places import present_profile, township_names


def own_remit(session: Session) -> Remit:
    """Of the person at the door."""
    area = signed_in().area
    return Remit() if area is None else remit_of(area, present_profile(session))


def within_or_404(session: Session, household: Household) -> Household:
    """The household, where it lies in her remit; another's is not there."""
    if not own_remit(session).holds(household.township, household.village):
        abort(404)
    return household


def own_townships(session: Session) -> dict[str, str]:
    """Code to name of the townships of origin that she answers for."""
    own = own_remit(session).township
    names = township_names(present_profile(session), growing=True)
    return {code: name for code, name in names.items() if own in (None, code)}


def own_place() -> dict[str, str]:
    """What the remit of the person at the door asks of a list before she does; nothing for the county."""
    with reading(store()) as session:
        remit = own_remit(session)
    return {name: place for name, place in (("township", remit.township), ("village", remit.village)) if place}
