"""Roles × routes × two producers, built from the routes themselves.

Whoever may enter enters, nobody else does, and nothing of one producer is read by another.
"""

import html
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cast import clerk_of
from flask import Flask
from flask.testing import FlaskClient
from scenario import Party, Scene, play
from sqlmodel import select
from standing_clock import Clock
from voices import hear_growers
from web.browsers import Cast, chosen, value_in

from gitrace import clock
from gitrace.app import create_app
from gitrace.balance.tables import Account
from gitrace.desk import jobs as desk_jobs  # noqa: F401 - the keeper's handler
from gitrace.desk.files import FileKind, Taking, order_file
from gitrace.desk.purchases import PURCHASES, AskPurchases
from gitrace.importing.jobs import keep_files, order_import
from gitrace.importing.village_jobs import keep_claims, order_claims
from gitrace.importing.village_sheet import CLAIMS
from gitrace.jobs import Job, JobState
from gitrace.jobs.running import run_next
from gitrace.ledger import tables as ledger_tables
from gitrace.people.commands import InvitePerson, invite, join
from gitrace.people.roles import PRODUCER, Role
from gitrace.people.tables import UserSession
from gitrace.printing import jobs as label_jobs  # noqa: F401 - the keeper's handler
from gitrace.printing.orders import OrderPrint, order_print
from gitrace.printing.own_stock import KeepStock, keep_stock
from gitrace.producers.tables import ApplicationDocument, Authorisation
from gitrace.profile.commands import newest_version, profile_version
from gitrace.profile.editing import edited, start_of, version_model
from gitrace.settings import Settings
from gitrace.storage import Store, keeping, open_store, reading
from gitrace.supervision import jobs  # noqa: F401 - the keeper's handlers
from gitrace.supervision.deliveries import DELIVERIES, AskDeliveries
from gitrace.supervision.exports import Wish, order_export
from gitrace.supervision.spreadsheets import Format
from gitrace.supervision.trials import order_trial
from gitrace.villages.tables import ListLine
from gitrace.web.doors import EVERYONE, SIGNED_IN, declared
from gitrace.work import SYSTEM, Actor, writing

NOBODY = "nobody"
REFUSED = {401, 403}
PAGE = {"Accept": "text/html", "Origin": "http://localhost"}

OWNED = {"lot", "delivery_id", "scale_id", "trade_item_id", "report_id", "run_id", "batch_id", "photo_id", "input_id"}
OWNED |= {"user_id", "application_id"}
"""Arguments that name something of one producer alone: in another's address there is nothing."""
OWNED |= {"printing_id", "order_id", "certificate", "stock_id"}


REMITS = {"town": "421223103", "village": "421223103200", "elsewhere": "421223100", "next-village": "421223103201"}
"""Regulators of our households' township and village, and of another of each."""
TOWNSHIP_DIGITS = 9
OF_A_HOUSEHOLD = {"household_id", "plot_id", "record_id", "delivery_id", "list_id", "photo_id"}
OF_A_HOUSEHOLD |= {"denial_id", "callback_id", "issue_id"}
"""Arguments that name something of our household, or of its village: in another place's office there is nothing."""


@dataclass(frozen=True)
class Route:
    """One method of one rule, with the address of the first producer's own things."""

    method: str
    rule: str
    endpoint: str
    arguments: frozenset[str]
    address: str
    allowed: frozenset[Role | str]
    every_level: bool = False

    @property
    def door(self) -> str:
        """The blueprint."""
        return self.endpoint.partition(".")[0]

    @property
    def is_for_every_level(self) -> bool:
        """Whether regulators of townships and villages enter too."""
        return self.every_level or self.allowed == frozenset(SIGNED_IN) or EVERYONE in self.allowed

    @property
    def is_owned(self) -> bool:
        """Whether its address names something of one producer alone."""
        return self.door in {"producer", "lab"} and bool(self.arguments & OWNED)

    def __str__(self) -> str:
        return f"{self.method} {self.rule}"


@dataclass
class House:
    """The scenario behind its doors, and everybody who may stand at them."""

    app: Flask
    store: Store
    scene: Scene
    cast: Cast
    routes: list[Route] = field(default_factory=list)

    def browser_of(self, name: str) -> FlaskClient:
        """Somebody's browser: `nobody`, or a role with the party she acts for, as `clerk.rival`."""
        client = self.app.test_client() if name == NOBODY else self.cast.browser_of(name)
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "zh-CN"
        return client


@pytest.fixture(scope="module")
def house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home = tmp_path_factory.mktemp("entrance") / "home"
    shutil.copytree(sqlite_template, home)
    store = open_store(Settings(home=home, label_host="label.example"))
    with pytest.MonkeyPatch.context() as patch:
        scene = play(store, Clock(patch))
        app = create_app(store)
        cast = Cast(app, store)
        for role in Role:
            for party in ("ours", "rival"):
                admit(cast, f"{role}.{party}", role, getattr(scene, party))
        for name, area in REMITS.items():
            admit(cast, f"{Role.REGULATOR}.{name}", Role.REGULATOR, scene.ours, area=area)
        made = House(app, store, scene, cast)
        made.routes = routes_of(made)
        yield made
    store.close()


def admit(cast: Cast, name: str, role: Role, party: Party, *, area: str = "") -> None:
    """Somebody who acts for a party, or for the county; `area`: a regulator's township or village."""
    place: dict[str, Any] = {
        Role.LAB: {"laboratory_id": party.laboratory.id},
        Role.REGULATOR: {"bureau": "market", "level": "county"},
        Role.ADMINISTRATOR: {},
    }.get(role, {"producer_id": party.producer.id})
    if area:
        place |= {"level": "village" if len(area) > TOWNSHIP_DIGITS else "township", "area": area}
    with writing(cast.store, SYSTEM) as work:
        user, token = invite(work, InvitePerson(display_name=name, role=role, **place))
    cast.users[name] = user.id
    join(cast.store, token, chosen(name), clock.now())
    cast.browser_of(name)  # with her second factor, where her role needs one


def routes_of(house: House) -> list[Route]:
    """Every method of every rule, each with an address of ours."""
    known = arguments_of(house)
    found = []
    with house.app.test_request_context():
        for rule in house.app.url_map.iter_rules():
            values = {name: known[key_of(rule.rule, name, known)] for name in rule.arguments}
            address = house.app.url_map.bind("localhost").build(rule.endpoint, values)
            view = house.app.view_functions[rule.endpoint]
            allowed, every_level = declared(view), getattr(view, "every_level", False)
            found += [
                Route(method, rule.rule, rule.endpoint, frozenset(rule.arguments), address, allowed, every_level)
                for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
            ]
    return found


def key_of(rule: str, name: str, known: dict[str, object]) -> str:
    """What the test calls an argument: by the step before it in the address, where one word means several things."""
    step = re.search(rf"([\w-]+)/<(?:\w+:)?{name}>", rule)
    key = f"{step[1]}/{name}" if step else name
    if key not in known and name not in known:
        pytest.fail(f"{rule} takes <{name}>, which this test does not know: give arguments_of() one of our producer's.")
    return key if key in known else name


def arguments_of(house: House) -> dict[str, object]:
    """An existing value of every argument, of our producer where it belongs to one."""
    ours = house.scene.ours
    growers = hear_growers(house.store, ours)
    with reading(house.store) as session:
        account = session.exec(select(Account.id)).first()
        permission = session.exec(select(Authorisation.id)).first()
        line = session.exec(select(ListLine.id)).first()
        paper = session.exec(
            select(ApplicationDocument).where(ApplicationDocument.producer_id == ours.producer.id)
        ).one()
    return {
        "producer_id": ours.producer.id,
        "household_id": ours.households[0].id,
        "households/number": ours.households[0].number,
        "plot_id": ours.plots[0].id,
        "season": 2026,
        "record_id": ours.records[0].id,
        "photo_id": ours.photo.id,
        "input_id": ours.input.id,
        "scale_id": ours.scale.id,
        "trade_item_id": ours.item.id,
        "authorisation_id": permission,
        "application_id": paper.application_id,
        "document_id": paper.id,
        "deed": "stop",
        "delivery_id": ours.deliveries[0].id,
        "lot": ours.batch.lot,
        "batch_id": ours.batch.id,
        "certificate": ours.certificate.number,
        "run_id": ours.run.id,
        "stock_id": kept_stock(house),
        "gtin": ours.item.gtin,
        "serial": ours.label(house.store, 1).rpartition("/")[2],
        "first": 1,
        "last": 2,
        "number": 1,
        "report_id": ours.report.id,
        "proposed-holds/report_id": ours.failing.id,
        "laboratory_id": ours.laboratory.id,
        "messages/number": house.scene.message,
        "tell/number": house.scene.message,
        "account_id": account,
        "index": 1,
        "listing": "deliveries",
        "exports/listing": "deliveries",
        "form": "csv",
        "paper": "monthly",
        "job_id": finished_export(house),
        "imports/job_id": finished_import(house),
        "trials/job_id": finished_trial(house),
        "version": 1,
        "list_id": house.scene.objection.list_id,
        "line_id": line,
        "objection_id": house.scene.objection.id,
        "list-sheets/job_id": tried_claims(house),
        "files/job_id": finished_accounts(house),
        "taken/listing": "purchases",
        "ending": "pdf",
        "user_id": house.cast.users[f"{Role.CLERK}.ours"],
        "session_id": 1,
        "token": house.cast.invited("expected", Role.REGULATOR),
        "h/token": growers.card,
        "own_id": ours.deliveries[0].id,
        "printing_id": growers.printing,
        "order_id": drawn_print(house),
        "issue_id": growers.issue,
        "denial_id": growers.denial,
        "callback_id": growers.callback,
        "draw_id": 1,
        "rest": "not-a-gtin",
        "level": 0,
        "place": "000.p/1",
    }


def kept_stock(house: House) -> int:
    """Of our producer."""
    sizes = {"page_width": "60", "page_height": "40", "width": "60", "height": "40", "columns": 1, "rows": 1}
    with writing(house.store, SYSTEM) as work:
        form = KeepStock.model_validate({"name": "库房卷标", **sizes})
        return keep_stock(work, form, producer_id=house.scene.ours.producer.id).id


def finished_export(house: House) -> int:
    """Of our regulator."""
    wish = Wish(DELIVERIES, AskDeliveries(), Format.CSV)
    with keeping(house.store) as session:
        made = order_export(session, wish, made_by=inspector(house).name, now=clock.now()).id
    return done(house, made)


def finished_accounts(house: House) -> int:
    """Of our producer."""
    days = {"first_day": date(2026, 3, 1), "last_day": date(2026, 3, 31)}
    taking = Taking(PURCHASES, AskPurchases(producer_id=house.scene.ours.producer.id, **days), FileKind.PDF)
    with keeping(house.store) as session:
        made = order_file(session, taking, made_by=inspector(house).name, now=clock.now()).id
    return done(house, made)


def finished_import(house: House) -> int:
    """Of our regulator: a season's households, tried and not saved."""
    sheet = Path(__file__).parents[1] / "data" / "season-2026" / "households.csv"
    folder = keep_files(house.store, inspector(house), [(sheet.name, sheet.read_bytes())])
    with keeping(house.store) as session:
        asked = {"as_of": date(2026, 3, 20), "dry_run": True, "now": clock.now()}
        made = order_import(session, inspector(house), folder, **asked)
    return done(house, made)


def finished_trial(house: House) -> int:
    """Of our regulator: a version with another factor of the cap on labels."""
    with reading(house.store) as session:
        old = profile_version(session, newest_version(session).version)
    fields = {**start_of(old), "from_day": "2090-01-01", "reason": "试", "labels__cap_factor": "2"}
    typed = version_model(old).model_validate({name: one for name, one in fields.items() if one != ""})
    asked = {"old": old, "new": edited(old, typed), "typed": typed, "now": clock.now()}
    with keeping(house.store) as session:
        made = order_trial(session, made_by=inspector(house).name, **asked).id
    return done(house, made)


def tried_claims(house: House) -> int:
    """Of our regulator: an empty sheet of claims."""
    heads = ",".join(column.header for column in CLAIMS.columns)
    folder = keep_claims(house.store, [("claims.csv", heads.encode())])
    with writing(house.store, inspector(house)) as work:
        made = order_claims(work, folder, season=2026, dry_run=True)
    return done(house, made)


def drawn_print(house: House) -> int:
    """Of our producer, by its clerk."""
    with writing(house.store, clerk_of(house.scene.ours.producer)) as work:
        ordered = order_print(work, OrderPrint(run_id=house.scene.ours.run.id, last=2))
    assert ordered.job_id is not None
    done(house, ordered.job_id)
    return ordered.id


def inspector(house: House) -> Actor:
    """Our regulator."""
    user_id = house.cast.users[f"{Role.REGULATOR}.ours"]
    return Actor(f"user:{user_id}", Role.REGULATOR, user_id)


def done(house: House, job_id: int) -> int:
    """The job, done by the keeper."""
    while run_next(house.store, clock.now()):
        pass
    with reading(house.store) as session:
        assert session.get_one(Job, job_id).state == JobState.DONE
    return job_id


def size_of_log(house: House) -> int:
    with reading(house.store) as session:
        return int(session.connection().execute(ledger_tables.head.select()).one().size)


def test_nobody_enters_only_what_is_for_everyone(house: House) -> None:
    wrong = []
    for route in house.routes:
        with house.browser_of(NOBODY).open(route.address, method=route.method, headers=PAGE) as answer:
            to_sign_in = "/account/sign-in" in answer.headers.get("Location", "")
            if (answer.status_code in REFUSED or to_sign_in) is (EVERYONE in route.allowed):
                wrong.append((str(route), answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("role", [*Role])
def test_a_role_enters_what_is_declared_for_it_and_no_more(house: House, role: Role) -> None:
    before, wrong = size_of_log(house), []
    client = house.browser_of(f"{role}.ours")
    for route in house.routes:
        # What is posted lacks its token, so that it stops at 400 once the role has been let in, and does nothing.
        with client.open(route.address, method=route.method, headers=PAGE) as answer:
            if (answer.status_code in REFUSED) is bool(route.allowed & {EVERYONE, role}):
                wrong.append((str(route), answer.status_code))
    assert wrong == []
    assert size_of_log(house) == before


@pytest.mark.parametrize("role", [*Role])
def test_its_own_pages_are_there(house: House, role: Role) -> None:
    client, wrong = house.browser_of(f"{role}.ours"), []
    for route in house.routes:
        if route.method == "GET" and role in route.allowed:
            with client.get(route.address, headers=PAGE) as answer:
                if answer.status_code not in {200, 303}:
                    wrong.append((route.address, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("who", [*(f"{role}.ours" for role in Role), f"{Role.REGULATOR}.town"])
def test_no_page_leads_its_reader_to_a_shut_door(house: House, who: str) -> None:
    client, address_map, shut = house.browser_of(who), house.app.url_map.bind("localhost"), set()
    role, narrow = Role(who.partition(".")[0]), who.endswith(".town")
    for route in house.routes:
        if route.method != "GET" or role not in route.allowed or (narrow and not route.is_for_every_level):
            continue
        with client.get(route.address, headers=PAGE) as answer:
            text = answer.get_data().decode(errors="replace")
        for link in {found.partition("?")[0] for found in re.findall(r'<a [^>]*href="(/[^"#]*)', text)}:
            view = house.app.view_functions[address_map.match(html.unescape(link))[0]]
            allowed, every_level = declared(view), getattr(view, "every_level", False)
            everybody = EVERYONE in allowed or allowed == frozenset(SIGNED_IN)
            if not everybody and (role not in allowed or (narrow and not every_level)):
                shut.add((route.address, link))
    assert shut == set()


@pytest.mark.parametrize("role", sorted({*PRODUCER, Role.LAB}))
def test_what_belongs_to_another_is_not_there(house: House, role: Role) -> None:
    client, before, wrong = house.browser_of(f"{role}.rival"), size_of_log(house), []
    page = client.get("/account", headers=PAGE).get_data(as_text=True)
    token = value_in(page, "csrf_token")
    for route in house.routes:
        if route.is_owned and role in route.allowed:
            sent = {"data": {"csrf_token": token}} if route.method == "POST" else {}
            with client.open(route.address, method=route.method, headers=PAGE, **sent) as answer:
                if answer.status_code != 404:
                    wrong.append((str(route), answer.status_code))
    assert wrong == []
    assert size_of_log(house) == before


@pytest.mark.parametrize("role", sorted(PRODUCER))
def test_no_page_of_one_producer_holds_a_word_of_another(house: House, role: Role) -> None:
    client, found = house.browser_of(f"{role}.rival"), []
    ours = house.scene.ours.own_words
    for route in house.routes:
        if route.method == "GET" and role in route.allowed:
            with client.get(route.address, headers=PAGE) as answer:
                text = answer.get_data().decode(errors="replace")  # a workbook is no text
                found += [(route.address, word) for word in ours if word in text.replace(route.address, "")]
    assert found == []


def test_each_session_is_ended_by_its_own_person_alone(house: House) -> None:
    house.browser_of(f"{Role.CLERK}.ours")
    client = house.browser_of(f"{Role.CLERK}.rival")
    house.browser_of(f"{Role.CLERK}.ours")
    with reading(house.store) as session:
        of_ours = house.cast.users[f"{Role.CLERK}.ours"]
        theirs = session.exec(select(UserSession.id).where(UserSession.user_id == of_ours)).first()
    token = value_in(client.get("/account").get_data(as_text=True), "csrf_token")
    client.post(f"/account/sessions/{theirs}/end", data={"csrf_token": token})
    with reading(house.store) as session:
        assert session.get_one(UserSession, theirs).revoked_at is None


@pytest.mark.parametrize("place", sorted(REMITS))
def test_a_regulator_of_less_than_the_county_enters_what_every_level_does(house: House, place: str) -> None:
    client, before, wrong = house.browser_of(f"{Role.REGULATOR}.{place}"), size_of_log(house), []
    for route in house.routes:
        with client.open(route.address, method=route.method, headers=PAGE) as answer:
            may = bool(route.allowed & {EVERYONE, Role.REGULATOR}) and route.is_for_every_level
            if (answer.status_code in REFUSED) is may:
                wrong.append((str(route), answer.status_code))
    assert wrong == []
    assert size_of_log(house) == before


@pytest.mark.parametrize("place", ["town", "village"])
def test_the_offices_of_our_households_find_their_pages(house: House, place: str) -> None:
    client, wrong = house.browser_of(f"{Role.REGULATOR}.{place}"), []
    for route in house.routes:
        if route.method == "GET" and route.every_level:
            with client.get(route.address, headers=PAGE) as answer:
                # A sheet that somebody else sent is hers alone.
                if answer.status_code not in ({404} if "job_id" in route.arguments else {200, 303}):
                    wrong.append((route.address, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("place", ["elsewhere", "next-village"])
def test_another_places_office_gets_none_of_our_households(house: House, place: str) -> None:
    client, before, wrong = house.browser_of(f"{Role.REGULATOR}.{place}"), size_of_log(house), []
    token = value_in(client.get("/account", headers=PAGE).get_data(as_text=True), "csrf_token")
    words = [house.scene.ours.people[0], house.scene.ours.households[0].number, house.scene.ours.plots[0].number]
    for route in house.routes:
        if not route.every_level:
            continue
        sent = {"data": {"csrf_token": token}} if route.method == "POST" else {}
        with client.open(route.address, method=route.method, headers=PAGE, **sent) as answer:
            if route.arguments & OF_A_HOUSEHOLD and answer.status_code != 404:
                wrong.append((str(route), answer.status_code))
            text = answer.get_data().decode(errors="replace").replace(route.address, "")
            wrong += [(str(route), word) for word in words if word in text]
    assert wrong == []
    assert size_of_log(house) == before
