"""People of the field at their pages: a regulator, and each producer's clerk and manager, signed in on demand."""

from typing import Any

from browsers import Cast, chosen, value_in
from flask.testing import FlaskClient

from gitrace import clock
from gitrace.inspections.tables import Laboratory
from gitrace.people.commands import InvitePerson, invite, join
from gitrace.people.roles import Role
from gitrace.producers.tables import Producer
from gitrace.work import SYSTEM, writing


def sign_in_regulator(cast: Cast) -> FlaskClient:
    """A county regulator of the market bureau."""
    return _signed_in(cast, "warden", Role.REGULATOR, bureau="market", level="county")


def sign_in_colleague(cast: Cast) -> FlaskClient:
    """Another regulator of the county, for what takes two."""
    return _signed_in(cast, "colleague", Role.REGULATOR, bureau="market", level="county")


def sign_in_regulator_of(cast: Cast, area: str) -> FlaskClient:
    """A regulator of a township (nine digits) or of a village (twelve)."""
    level = "township" if len(area) == len("421223103") else "village"
    return _signed_in(cast, f"warden{area}", Role.REGULATOR, bureau="agriculture", level=level, area=area)


def sign_in_for(cast: Cast, producer: Producer, role: Role = Role.MANAGER) -> FlaskClient:
    """Somebody who acts for a producer."""
    return _signed_in(cast, f"{role}{producer.id}", role, producer_id=producer.id)


def sign_in_laboratory(cast: Cast, laboratory: Laboratory) -> FlaskClient:
    """Somebody of a laboratory."""
    return _signed_in(cast, f"lab{laboratory.id}", Role.LAB, laboratory_id=laboratory.id)


def _signed_in(cast: Cast, name: str, role: Role, **place: Any) -> FlaskClient:
    if name not in cast.users:
        with writing(cast.store, SYSTEM) as work:
            user, token = invite(work, InvitePerson(display_name=name, role=role, **place))
        cast.users[name] = user.id
        join(cast.store, token, chosen(name), clock.now())
    return cast.browser_of(name)


def text(client: FlaskClient, address: str) -> str:
    """What a page says; it must be there."""
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.get_data(as_text=True)


def send(client: FlaskClient, address: str, /, page: str = "", **fields: str | list[str]) -> Any:
    """Post a form as its page hands it out; `page` where another page holds the button."""
    shown = text(client, page or address)
    hidden = {name: value_in(shown, name) for name in ("csrf_token", "once") if f'name="{name}"' in shown}
    return client.post(address, data={**hidden, **fields})
