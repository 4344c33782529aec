"""Who acted, by name: the ledger holds keys alone, so that a name can be erased."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Session, col

from gitrace.people.roles import ROLE_NAMES, Role
from gitrace.people.tables import User, UserPerson
from gitrace.supervision.phrases import Phrase

SERVICE = {"system": "系统", "keeper": "定时任务", "import": "导入"}


def actor_names(session: Session, actors: Iterable[str]) -> dict[str, Phrase]:
    """Actors as the ledger names them (`user:3`, `system`) to words; one whose name is erased keeps the number."""
    wanted = set(actors)
    users = {int(name.removeprefix("user:")) for name in wanted if name.startswith("user:")}
    found = {name: Phrase(SERVICE.get(name, name)) for name in wanted}
    query = sa.select(col(User.id), col(User.role), col(UserPerson.display_name)).where(col(User.id).in_(users))
    for key, role, name in session.execute(query.join(UserPerson, col(UserPerson.user_id) == col(User.id))):
        found[f"user:{key}"] = _named(key, role, name)
    return found


def user_name(session: Session, user_id: int) -> Phrase:
    """One user, as `actor_names` says it."""
    return actor_names(session, [f"user:{user_id}"])[f"user:{user_id}"]


def actors_like(session: Session, text: str) -> list[str]:
    """Actors whose name or ledger name is this, or whose display name holds it."""
    known = [name for name, words in SERVICE.items() if text in (name, words)]
    query = sa.select(col(UserPerson.user_id)).where(col(UserPerson.display_name).icontains(text, autoescape=True))
    return [text, *known, *(f"user:{key}" for key in session.execute(query).scalars())]


def _named(key: int, role: str, name: str | None) -> Phrase:
    if name:
        return Phrase("{name}（{key} 号用户）", {"name": name, "key": key})
    return Phrase("{key} 号用户（{role}）", {"role": Phrase(ROLE_NAMES[Role(role)]), "key": key})
