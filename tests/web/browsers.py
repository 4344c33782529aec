"""The cast of the web's tests, each with a browser in which she is signed in."""

from typing import Any

from factors import proved
from flask import Flask
from flask.testing import FlaskClient

from gitrace import clock
from gitrace.people.commands import InvitePerson, Join, first_administrators_link, invite, join
from gitrace.people.roles import Role
from gitrace.people.sessions import SignIn, sign_in
from gitrace.storage import Store
from gitrace.web.entrance import SIGN_IN_COOKIE
from gitrace.work import SYSTEM, writing

PASSWORD = "春天的雷竹笋真好吃呀"

PLACES: dict[Role, dict[str, Any]] = {
    Role.LAB: {"laboratory_id": 1},
    Role.REGULATOR: {"bureau": "market", "level": "county"},
    Role.ADMINISTRATOR: {},
}


class Cast:
    """Makes people and signs them in."""

    def __init__(self, app: Flask, store: Store) -> None:
        self.app, self.store = app, store
        self.users: dict[str, int] = {}
        token = first_administrators_link(store)
        assert token is not None
        self.users["head"] = join(store, token, chosen("head"), clock.now())

    def invited(self, name: str, role: Role) -> str:
        """Somebody who has not joined yet; returns her link's token."""
        place = PLACES.get(role, {"producer_id": 1})
        with writing(self.store, SYSTEM) as work:
            user, token = invite(work, InvitePerson(display_name=name, role=role, **place))
        self.users[name] = user.id
        return token

    def joined(self, name: str, role: Role) -> int:
        """Somebody who can sign in as `name`."""
        return join(self.store, self.invited(name, role), chosen(name), clock.now())

    def browser_of(self, name: str) -> FlaskClient:
        """A browser in which she is signed in, with her second factor where her role needs one."""
        client = self.app.test_client()
        command = SignIn(login=name, password=PASSWORD)
        token = sign_in(self.store, command, network="192.0.2.1", device="Firefox", now=clock.now())
        proved(self.store, token)
        client.set_cookie(SIGN_IN_COOKIE, token)
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "zh-CN"
        return client


def chosen(login: str) -> Join:
    return Join(login=login, password=PASSWORD, again=PASSWORD)


def post(client: FlaskClient, address: str, form_page: str = "", **data: str) -> Any:
    """Post a form with the token and nonce of the page that shows it."""
    page = client.get(form_page or address).get_data(as_text=True)
    hidden = {name: value_in(page, name) for name in ("csrf_token", "once") if f'name="{name}"' in page}
    return client.post(address, data={**hidden, **data})


def value_in(page: str, name: str) -> str:
    return page.split(f'name="{name}" value="', 1)[1].split('"', 1)[0]
