"""`gitrace user`: the people of an installation, from its own machine."""

from enum import StrEnum

import click
from sqlmodel import Session, select

from gitrace.cli.at_home import at_home
from gitrace.errors import Refusal
from gitrace.inspections.tables import Laboratory
from gitrace.people import commands
from gitrace.people.commands import InvitePerson
from gitrace.people.queries import list_users, user_by_login
from gitrace.people.roles import Bureau, Level, Role
from gitrace.people.rules import LINK_HOURS, fold_login
from gitrace.people.second_factor import reset_factor
from gitrace.producers.tables import Producer
from gitrace.storage import reading
from gitrace.work import SYSTEM, writing


def _words(names: type[StrEnum]) -> click.Choice[str]:
    return click.Choice([one.value for one in names])  # of an enum itself, click offers the members' Python names


_ADDRESS = click.option(
    "--address", default="http://127.0.0.1:8000", show_default=True, help="Where the service is reached."
)


@click.group(epilog="Example: gitrace user reset head --address https://bamboo.example")
def command() -> None:
    """List, invite and disable users; replace a lost password or phone."""


@command.command("list", epilog="Example: gitrace user list --role regulator")
@click.option("--role", type=_words(Role), help="Only users of this role.")
def list_command(role: str | None) -> None:
    """One user a line: key, login, role, state, name."""
    with at_home() as store, reading(store) as session:
        wanted, page = Role(role) if role else None, 1
        while people := list_users(session, role=wanted, page=page)[0]:
            for one in people:
                login, name = one.person.login or "-", one.person.display_name or "-"
                click.echo(f"{one.user.id}\t{login}\t{one.user.role}\t{one.state}\t{name}")
            page += 1


@command.command(epilog="Example: gitrace user invite 陈主任 --role regulator --bureau market --level county")
@click.argument("name")
@click.option("--role", type=_words(Role), required=True)
@click.option("--producer", help="The producer's USCC, for clerk, packer and manager.")
@click.option("--laboratory", help="The laboratory's CMA number, for lab.")
@click.option("--bureau", type=_words(Bureau), help="For regulator.")
@click.option("--level", type=_words(Level), help="For regulator.")
@click.option("--area", help="Township (9 digits) or village (12), for a regulator of that level.")
@_ADDRESS
def invite(
    *,
    name: str,
    role: str,
    producer: str | None,
    laboratory: str | None,
    bureau: str | None,
    level: str | None,
    area: str | None,
    address: str,
) -> None:
    """Make a user and print her one-time link."""
    with at_home() as store:
        with reading(store) as session:
            producer_id, laboratory_id = _producer(session, producer), _laboratory(session, laboratory)
        invitation = InvitePerson(
            display_name=name,
            role=Role(role),
            producer_id=producer_id,
            laboratory_id=laboratory_id,
            bureau=Bureau(bureau) if bureau else None,
            level=Level(level) if level else None,
            area=area,
        )
        with writing(store, SYSTEM) as work:
            token = commands.invite(work, invitation)[1]
    _say_link(address, token)


@command.command(epilog="Example: gitrace user disable wu1")
@click.argument("login")
def disable(login: str) -> None:
    """Keep a user out from now on; her sign-ins end."""
    with at_home() as store, writing(store, SYSTEM) as work:
        commands.disable(work, user_by_login(work.session, fold_login(login)).id)


@command.command(epilog="Example: gitrace user reset head --factor")
@click.argument("login")
@click.option("--factor", is_flag=True, help="For a lost phone: take the second factor away; the password stays.")
@_ADDRESS
def reset(login: str, factor: bool, address: str) -> None:
    """Print a one-time link for somebody who lost the password; the log keeps that it was made."""
    with at_home() as store, writing(store, SYSTEM) as work:
        user = user_by_login(work.session, fold_login(login))
        if factor:
            reset_factor(work, user.id)
            click.echo("The second factor is gone and every sign-in has ended; the next sign-in enrols a new one.")
            return
        token = commands.renew_link(work, user.id)
    _say_link(address, token)


def _say_link(address: str, token: str) -> None:
    click.echo(f"{address.rstrip('/')}/account/join/{token}")
    click.echo(f"Opens once, within {LINK_HOURS} hours; whoever has it has the account.", err=True)


def _producer(session: Session, uscc: str | None) -> int | None:
    found = session.exec(select(Producer.id).where(Producer.uscc == uscc)).one_or_none() if uscc else None
    if uscc and found is None:
        raise Refusal("no-such-producer", "没有登记统一社会信用代码为 {uscc} 的生产者。", uscc=uscc)
    return found


def _laboratory(session: Session, cma: str | None) -> int | None:
    found = session.exec(select(Laboratory.id).where(Laboratory.cma_number == cma)).one_or_none() if cma else None
    if cma and found is None:
        raise Refusal("no-such-laboratory", "没有登记 CMA 编号为 {cma} 的检验机构。", cma=cma)
    return found
