"""Roles × routes, built from the routes themselves: whoever is not declared does not get in."""

import pytest
from browsers import Cast
from flask import Flask

from gitrace.people.roles import Role
from gitrace.web.doors import EVERYONE, declared

SHUT_OUT = {401, 403}
HEADERS = {"Accept": "application/json", "Origin": "http://localhost"}
"""As from a page of ours: a form for everyone is taken from nowhere else."""


def routes(app: Flask) -> list[tuple[str, str, frozenset[Role | str]]]:
    """Method, an address, who may enter; of every route."""
    sample = {"token": "x", "user_id": 1, "session_id": 1}
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            values = {name: sample.get(name, 1) for name in rule.arguments}
            address = app.url_map.bind("localhost").build(rule.endpoint, values)
            methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
            found += [(method, address, declared(app.view_functions[rule.endpoint])) for method in methods]
    return found


def test_a_stranger_enters_only_what_is_for_everyone(app: Flask, cast: Cast) -> None:
    for method, address, allowed in routes(app):
        answer = app.test_client().open(address, method=method, headers=HEADERS)
        assert (answer.status_code in SHUT_OUT) is (EVERYONE not in allowed), (method, address)


@pytest.mark.parametrize("role", [*Role])
def test_a_role_enters_what_is_declared_for_it_and_no_more(app: Flask, cast: Cast, role: Role) -> None:
    name = "head" if role is Role.ADMINISTRATOR else "somebody"
    if name != "head":
        cast.joined(name, role)
    for method, address, allowed in routes(app):
        # A form without its token stops at 400 when the role may enter, so nothing is done here.
        client = cast.browser_of(name)
        answer = client.open(address, method=method, headers=HEADERS)
        assert (answer.status_code in SHUT_OUT) is not bool(allowed & {EVERYONE, role}), (method, address)
