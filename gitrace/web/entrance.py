"""Who stands at the door of this request."""

from dataclasses import dataclass

from flask import g

from gitrace.people.roles import Role
from gitrace.work import Actor


@dataclass(frozen=True)
class Entrant:
    """A signed-in person, as far as a door needs to know."""

    user_id: int
    role: Role


def entrant() -> Entrant | None:
    """The person signed in, or None."""
    person = g.get("entrant")
    assert person is None or isinstance(person, Entrant)
    return person


def someone_entered() -> bool:
    """Whether this request has been recognised as a signed-in person's; asks nothing of the store."""
    return g.get("entrant") is not None


def actor() -> Actor:
    """Who acts in this request."""
    person = entrant()
    assert person is not None
    return Actor(f"user:{person.user_id}", person.role, person.user_id)
