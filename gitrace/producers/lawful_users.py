"""地理标志专用标志合法使用人: who may use the mark on a day, as the announcements have it for anybody to read."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from gitrace.identifiers.uscc import is_individual
from gitrace.producers.queries import in_force
from gitrace.producers.tables import Authorisation, Producer
from gitrace.profile import Profile


@dataclass(frozen=True)
class LawfulUser:
    """An organisation by name and code. `forms`: codes of what it may put the mark on, in the profile's order."""

    name: str
    uscc: str
    forms: tuple[str, ...]


@dataclass(frozen=True)
class LawfulUsers:
    """`individuals`: how many besides are individuals, whose names and codes (92…) are a person's."""

    named: tuple[LawfulUser, ...]
    individuals: int


def lawful_users(session: Session, profile: Profile, today: date) -> LawfulUsers:
    """Who may use the mark today, by name. A form that no announcement is known to cover counts for nobody, nor does
    an authorisation while its holder is on the serious-violation list.
    """
    held: dict[tuple[str, str], set[str]] = {}
    query = (
        select(Producer.name, Producer.uscc, Authorisation.forms)
        .join(Authorisation, in_force(today))
        .where(col(Producer.listed).is_(False))
        .order_by(Producer.name, Producer.uscc)
    )
    for name, uscc, forms in session.exec(query):
        held.setdefault((name, uscc), set()).update(forms.split())
    covered = [form.code for form in profile.forms if profile.may_bear_name(form.code)]
    users = [LawfulUser(*who, tuple(code for code in covered if code in forms)) for who, forms in held.items()]
    lawful = [one for one in users if one.forms]
    named = tuple(one for one in lawful if not is_individual(one.uscc))
    return LawfulUsers(named, len(lawful) - len(named))
