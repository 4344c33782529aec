"""Who works with the demo: an account for each role, all with one password that was made up with the home."""

import secrets
from typing import Any

from gitrace import clock
from gitrace.demo.guide import Account
from gitrace.demo.stage import Stage
from gitrace.identifiers.serial import ALPHABET
from gitrace.people.commands import InvitePerson, Join, first_administrators_link, invite, join
from gitrace.people.roles import Bureau, Level, Role
from gitrace.work import Actor

ADMINISTRATOR = Account("admin", "administrator")

REGULATORS = (
    (Account("regulator", "regulator: market supervision, county"), "演示监管员（市监）", Bureau.MARKET, None),
    (Account("agri", "regulator: agriculture, county"), "演示监管员（农业）", Bureau.AGRICULTURE, None),
    (
        Account("town", "regulator: agriculture, one township"),
        "演示监管员（桂花泉镇）",
        Bureau.AGRICULTURE,
        "421223103",
    ),
    (
        Account("village", "regulator: agriculture, one village"),
        "演示监管员（官庄村）",
        Bureau.AGRICULTURE,
        "421223103200",
    ),
)

# Login, role, short name of the producer.
STAFF = (
    ("clerk", Role.CLERK, "guiquan"),
    ("packer", Role.PACKER, "guiquan"),
    ("manager", Role.MANAGER, "guiquan"),
    ("manager2", Role.MANAGER, "baini"),
    ("company", Role.MANAGER, "chongling"),
    ("farm", Role.MANAGER, "farm"),
    ("manager3", Role.MANAGER, "tongzhong"),
)
LABORATORY = Account("lab", "lab: test reports")

_NAMES = {Role.CLERK: "演示过磅员", Role.PACKER: "演示包装员", Role.MANAGER: "演示负责人"}


def make_password() -> str:
    """A password for a demo home, easy to type; nobody's default."""
    letters = ALPHABET.lower()
    return "-".join(["demo", *("".join(secrets.choice(letters) for _ in range(4)) for _ in range(3))])


def begin(stage: Stage, password: str) -> None:
    """The first administrator joins, and the regulators whom she invites."""
    token = first_administrators_link(stage.store)
    assert token is not None
    key = join(stage.store, token, _chosen(ADMINISTRATOR.login, password), clock.now())
    stage.actors[ADMINISTRATOR.login] = Actor(f"user:{key}", Role.ADMINISTRATOR, key)
    for account, name, bureau, area in REGULATORS:
        level = {None: Level.COUNTY, 9: Level.TOWNSHIP, 12: Level.VILLAGE}[len(area) if area else None]
        place = {"bureau": bureau, "level": level, "area": area}
        _join(stage, account.login, password, name, Role.REGULATOR, **place)


def staff(stage: Stage, password: str) -> None:
    """The producers' people and the laboratory's."""
    for login, role, producer in STAFF:
        _join(stage, login, password, _NAMES[role], role, producer_id=stage.producers[producer].id)
    _join(stage, LABORATORY.login, password, "演示检验员", Role.LAB, laboratory_id=stage.laboratory)


def accounts(stage: Stage) -> tuple[Account, ...]:
    """All of them, as the console lists them."""
    regulators = (account for account, *_ in REGULATORS)
    producers = (Account(login, f"{role.value}: {stage.producers[short].name}") for login, role, short in STAFF)
    return *regulators, *producers, LABORATORY, ADMINISTRATOR


def _join(stage: Stage, login: str, password: str, name: str, role: Role, **place: Any) -> None:
    user, token = stage.act(
        ADMINISTRATOR.login, lambda work: invite(work, InvitePerson(display_name=name, role=role, **place))
    )
    join(stage.store, token, _chosen(login, password), clock.now())
    stage.actors[login] = Actor(f"user:{user.id}", role, user.id, user.producer_id, user.laboratory_id, user.area)


def _chosen(login: str, password: str) -> Join:
    return Join(login=login, password=password, again=password)
