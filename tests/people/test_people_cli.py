"""`gitrace user`: people from the machine's own console."""

import pytest
from click.testing import CliRunner, Result
from factors import enrolled

from gitrace import clock
from gitrace.cli.user import command
from gitrace.errors import Refusal
from gitrace.people.commands import ChoosePassword, choose_password
from gitrace.people.sessions import SignIn, recognise, sign_in
from gitrace.settings import Settings
from gitrace.storage import Store
from gitrace.work import Actor

PASSWORD = "春天的雷竹笋真好吃呀"
OTHER = "秋天挖冬笋也不错呀呀"


@pytest.fixture
def console(store: Store, administrator: Actor, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """A console whose settings are those of the test's home."""
    monkeypatch.setattr(
        "gitrace.cli.at_home.load_settings", lambda: Settings.model_validate(store.settings.model_dump())
    )
    return CliRunner()


def run(console: CliRunner, *arguments: str) -> Result:
    return console.invoke(command, arguments, catch_exceptions=False)


def test_a_regulator_is_invited_and_listed(console: CliRunner) -> None:
    answer = run(console, "invite", "陈主任", "--role", "regulator", "--bureau", "market", "--level", "county")
    assert answer.stdout.startswith("http://127.0.0.1:8000/account/join/")
    listed = run(console, "list").stdout.splitlines()
    assert listed == ["1\thead\tadministrator\tactive\t系统管理员", "2\t-\tregulator\tinvited\t陈主任"]
    assert run(console, "list", "--role", "lab").stdout == ""


def test_the_only_administrators_lost_password_is_replaced(console: CliRunner, store: Store) -> None:
    link = run(console, "reset", "HEAD", "--address", "https://bamboo.example/").stdout.strip()
    assert link.startswith("https://bamboo.example/account/join/")
    choose_password(store, link.rsplit("/", 1)[1], ChoosePassword(password=OTHER, again=OTHER), clock.now())
    assert sign_in(store, SignIn(login="head", password=OTHER), network="a", device="", now=clock.now())


def test_the_only_administrators_lost_phone_is_replaced(console: CliRunner, store: Store) -> None:
    token = sign_in(store, SignIn(login="head", password=PASSWORD), network="a", device="", now=clock.now())
    person = recognise(store, token, clock.now())
    assert person is not None
    enrolled(store, person, clock.now())
    assert "second factor is gone" in run(console, "reset", "head", "--factor").stdout
    assert recognise(store, token, clock.now()) is None
    token = sign_in(store, SignIn(login="head", password=PASSWORD), network="a", device="", now=clock.now())
    again = recognise(store, token, clock.now())
    assert again is not None
    assert not again.has_factor


def test_a_user_is_disabled(console: CliRunner, clerk: Actor) -> None:
    run(console, "disable", "wu1")
    assert "wu1\tclerk\tdisabled" in run(console, "list").stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["disable", "head"], "last-administrator"),
        (["disable", "nobody"], "no-such-user"),
        (["invite", "吴过磅", "--role", "clerk", "--producer", "93421223DEM000014H"], "no-such-producer"),
        (["invite", "周检验", "--role", "lab", "--laboratory", "000000000000"], "no-such-laboratory"),
        (["invite", "吴过磅", "--role", "clerk"], "place-missing"),
    ],
)
def test_what_is_refused_is_said(console: CliRunner, arguments: list[str], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        run(console, *arguments)
    assert refused.value.code == code


@pytest.mark.parametrize("name", ["", "list", "invite", "disable", "reset"])
def test_every_command_helps_with_an_example(name: str) -> None:
    assert "Example: gitrace user" in CliRunner().invoke(command, [*([name] if name else []), "--help"]).output
