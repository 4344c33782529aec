"""Who may enter: each view declares it, one guard enforces it, and a view that declares nothing cannot be built.

The declaration is read by the guard, by the menu and by the test that walks roles × routes; there is no second list.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, request

from gitrace.people.queries import Present
from gitrace.people.roles import Role
from gitrace.people.rules import Due
from gitrace.web.entrance import entrant, must_prove_again, still_due
from gitrace.web.origin import is_public_form, refuse_foreign_origin
from gitrace.web.proving import ask_again, lead_to_due

EVERYONE = "everyone"
FIELDS_BYTES = 256 * 1024
"""Room for the other fields of a form that brings a file."""
SIGNED_IN = tuple(Role)

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing: whoever may enter has nothing further to show."""

View = TypeVar("View", bound=Callable[..., Any])


class UndeclaredView(Exception):
    """A view that does not say who may enter; raised while the application is built."""


def may_enter(*who: Role | str) -> Callable[[View], View]:
    """Declare who may enter a view: roles, or EVERYONE alone.

    Raises UndeclaredView for an empty declaration or a word that is no role.
    """
    if who != (EVERYONE,) and (not who or not all(isinstance(one, Role) for one in who)):
        raise UndeclaredView(f"may_enter takes roles, or EVERYONE alone; got {who!r}")

    def declare(view: View) -> View:
        view.may_enter = frozenset(who)  # type: ignore[attr-defined]
        return view

    return declare


def every_level(view: View) -> View:
    """Declare that a view for regulators shows and does no more than the reader's remit holds, so that those of
    townships and villages may enter too; without it, it is the county's alone.
    """
    view.every_level = True  # type: ignore[attr-defined]
    return view


def takes_file(most_bytes: int) -> Callable[[View], View]:
    """Declare that a view's form brings a file of up to so many bytes; room for the other fields is added."""

    def declare(view: View) -> View:
        view.most_bytes = most_bytes + FIELDS_BYTES  # type: ignore[attr-defined]
        return view

    return declare


def lets_in(view: Callable[..., Any] | None, person: Present) -> bool:
    """Whether somebody who is signed in may enter: by her role, and a regulator by her level."""
    allowed = declared(view)
    if person.role not in allowed:
        return False
    narrow = person.role is Role.REGULATOR and person.area is not None
    return not narrow or allowed == frozenset(SIGNED_IN) or getattr(view, "every_level", False)


def open_while_due(*dues: Due) -> Callable[[View], View]:
    """Declare that who still owes this after her password may use the view all the same."""

    def declare(view: View) -> View:
        view.open_while_due = frozenset(dues)  # type: ignore[attr-defined]
        return view

    return declare


def asks_again(view: View) -> View:
    """Declare that what is posted here is weighty: whoever has a second factor must have proved it just now."""
    view.asks_again = True  # type: ignore[attr-defined]
    return view


def declared(view: Callable[..., Any] | None) -> frozenset[Role | str]:
    """What a view declared; empty, so that nobody enters, when it declared nothing."""
    return getattr(view, "may_enter", frozenset())


class GuardedFlask(Flask):
    """A Flask that refuses, while it is built, to register a view without a declaration."""

    def add_url_rule(
        self, rule: str, endpoint: str | None = None, view_func: Any = None, *args: Any, **options: Any
    ) -> None:
        """As Flask's; raises UndeclaredView. Blueprints arrive here too."""
        if not declared(view_func):
            raise UndeclaredView(f"{rule} ({endpoint}) does not say who may enter")
        super().add_url_rule(rule, endpoint, view_func, *args, **options)


def guard() -> Response | None:
    """Before every request: the role, what is due after the password, the origin of what is posted, and for a weighty
    deed the second factor. An unknown address goes on to its 404.
    """
    if request.endpoint is None:
        return None
    view = current_app.view_functions[request.endpoint]
    if request.method in _READING and EVERYONE in declared(view):
        return None
    _check_role(view)
    due = still_due()
    if due is not None and EVERYONE not in declared(view) and due not in getattr(view, "open_while_due", ()):
        return lead_to_due(due)
    # Before the token is read, which reads the form; after the role, so that strangers send no large files.
    request.max_content_length = getattr(view, "most_bytes", request.max_content_length)
    if is_public_form(view):
        refuse_foreign_origin()
    else:
        current_app.extensions["csrf"].protect()
    return _proof_of(view) if getattr(view, "asks_again", False) and must_prove_again() else None


def _proof_of(view: Callable[..., Any]) -> Response | None:
    if request.method == "POST":
        return ask_again()
    # Files cannot be carried through the page that asks, so a form that takes some is opened with the proof fresh.
    return lead_to_due(Due.CODE) if hasattr(view, "most_bytes") else None


def _check_role(view: Callable[..., Any]) -> None:
    if EVERYONE in declared(view):
        return
    person = entrant()
    if person is None:
        abort(401)
    if not lets_in(view, person):
        abort(403)
