"""Who stands at the door of this request."""

from typing import cast

from flask import Response, g, request, session

from gitrace import clock
from gitrace.people.queries import Present
from gitrace.people.rules import Due, due_at_entry, is_fresh
from gitrace.people.sessions import recognise
from gitrace.web.installation import store
from gitrace.work import Actor

SIGN_IN_COOKIE = "gitrace"


def entrant() -> Present | None:
    """The person signed in, or None; asks the store once a request, and not at all without a cookie."""
    if "entrant" not in g:
        token = request.cookies.get(SIGN_IN_COOKIE)
        g.entrant = recognise(store(), token, clock.now()) if token else None
    return entered()


def entered() -> Present | None:
    """The person whom the guard let in, if it had to look; asks nothing of the store, for pages about its failure."""
    return cast(Present | None, g.get("entrant"))


def still_due() -> Due | None:
    """What the person whom the guard let in owes before she is let further; in a demo nobody has to enrol."""
    person = entered()
    if person is None:
        return None
    required = not store().settings.demo
    return due_at_entry(person.role, has_factor=person.has_factor, proved_at=person.proved_at, required=required)


def must_prove_again() -> bool:
    """Whether her last code is too long ago for a weighty deed; who has no second factor, in a demo, proves nothing."""
    person = signed_in()
    return person.has_factor and not is_fresh(person.proved_at, clock.now())


def signed_in() -> Present:
    """The person in a view that only roles may enter."""
    person = entrant()
    assert person is not None, "this view lets everyone in"
    return person


def actor() -> Actor:
    """Who acts in this request."""
    return signed_in().actor


def keep_signed_in(response: Response, token: str) -> None:
    """Give the browser its session, until it closes; and a form token of its own, so that no former one fits."""
    session.clear()
    response.set_cookie(SIGN_IN_COOKIE, token, secure=request.is_secure, httponly=True, samesite="Lax")


def forget_sign_in(response: Response) -> None:
    """Take the browser's session away."""
    session.clear()
    response.delete_cookie(SIGN_IN_COOKIE, secure=request.is_secure, httponly=True, samesite="Lax")
