"""Counting looks: once each, only shoppers', and never at the price of the answer."""

import fcntl
import sqlite3
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from browsers import Cast
from flask import Flask
from flask.testing import FlaskClient
from market import Market

from gitrace.app import create_app
from gitrace.people.roles import Role
from gitrace.scans.place import scans_of
from gitrace.scans.recording import counted_so_far
from gitrace.scans.scan import Label
from gitrace.scans.tables import scan
from gitrace.storage import open_store
from gitrace.web.entrance import SIGN_IN_COOKIE

FIRST, UNCOUNTED = "首次查询。", "本次查看不计数。"

with_files = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


def text(client: FlaskClient, address: str, **headers: str) -> str:
    names = {name: name.replace("_", "-") for name in headers}
    return client.get(address, headers={names[n]: v for n, v in headers.items()}).get_data(as_text=True)


def counted(market: Market, number: int = 231) -> int:
    found = counted_so_far(market.store, Label(market.batch.lot, market.item.gtin, number))
    return 0 if found is None else found.count


def test_the_second_phone_is_the_second_scan(shopper: FlaskClient, market: Market) -> None:
    assert FIRST in text(shopper, market.label())
    page = text(shopper, market.label(), User_Agent="Another phone")
    assert "第 2 次查询，首次查询于 20" in page
    assert counted(market) == 2


def test_a_scan_keeps_its_network_as_a_digest_and_its_region_as_a_name(market: Market, tmp_path: Path) -> None:
    prefixes = tmp_path / "prefixes.csv"
    prefixes.write_text("203.0.113.0/24,湖北武汉\n", encoding="utf-8")
    store = open_store(market.store.settings.model_copy(update={"region_prefixes": prefixes}))
    phones = create_app(store).test_client()
    for agent, address in (("One", "203.0.113.7"), ("Two", "203.0.113.7"), ("One", "198.51.100.7")):
        phones.get(market.label(), headers={"User-Agent": agent}, environ_overrides={"REMOTE_ADDR": address})
    with scans_of(store).reading() as connection:
        kept = connection.execute(sa.select(scan.c.device, scan.c.network, scan.c.region)).all()
    store.close()
    assert len({device for device, _, _ in kept}) == 3
    assert sorted(region for _, _, region in kept) == ["", "湖北武汉", "湖北武汉"]
    assert len({network for _, network, _ in kept}) == 2
    assert all(len(network) == 32 for _, network, _ in kept)


def test_one_phone_looking_again_is_one_scan(shopper: FlaskClient, market: Market) -> None:
    for _ in range(3):
        assert FIRST in text(shopper, market.label(), Scan_Nonce="")
    assert counted(market) == 1


def test_the_clients_nonce_makes_two_requests_one_scan(shopper: FlaskClient, market: Market) -> None:
    text(shopper, market.label(), Scan_Nonce="first-nonce-0123")
    text(shopper, market.label(), Scan_Nonce="other-nonce-0123")
    assert FIRST in text(shopper, market.label(), Scan_Nonce="first-nonce-0123")
    assert counted(market) == 2


@pytest.mark.parametrize("verdict", ["recalled", "void", "not-in-use"])
def test_looks_at_labels_that_are_not_good_count_too(shopper: FlaskClient, market: Market, verdict: str) -> None:
    number = {"recalled": 231, "void": 305, "not-in-use": 400}[verdict]
    if verdict == "recalled":
        market.recall()
    assert FIRST in text(shopper, market.label(number))
    assert counted(market, number) == 1


def test_what_was_never_issued_is_not_counted(shopper: FlaskClient, market: Market) -> None:
    text(shopper, market.label(501))
    text(shopper, market.label(231, key=b"x" * 32))
    assert counted(market, 501) == counted(market) == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"User_Agent": "Mozilla/5.0 (compatible; Baiduspider/2.0)"},
        {"User_Agent": "facebookexternalhit/1.1"},
    ],
)
def test_programs_that_read_for_others_are_answered_and_not_counted(
    shopper: FlaskClient, market: Market, headers: dict[str, str]
) -> None:
    page = text(shopper, market.label(), **headers)
    assert "标签有效，由本系统签发" in page
    assert UNCOUNTED in page
    assert counted(market) == 0


def test_a_head_is_not_a_look(shopper: FlaskClient, market: Market) -> None:
    answer = shopper.head(market.label())
    assert (answer.status_code, answer.data, counted(market)) == (200, b"", 0)


@pytest.mark.parametrize("role", [Role.PACKER, Role.REGULATOR])
def test_people_at_work_are_not_counted_and_get_no_cookie(
    cast: Cast, shopper: FlaskClient, market: Market, role: Role
) -> None:
    text(shopper, market.label())
    cast.joined("worker", role)
    answer = cast.browser_of("worker").get(market.label())
    page = answer.get_data(as_text=True)
    assert UNCOUNTED + "已查询 1 次，首次查询于 20" in page
    assert "Set-Cookie" not in answer.headers
    assert "csrf_token" not in page
    assert counted(market) == 1


def test_a_cookie_that_nobody_signed_is_a_shoppers(shopper: FlaskClient, market: Market) -> None:
    shopper.set_cookie(SIGN_IN_COOKIE, "not a session")
    assert FIRST in text(shopper, market.label())


def test_many_phones_at_once_are_as_many_scans(app: Flask, market: Market) -> None:
    address, pages = market.label(), []

    def look(number: int) -> None:
        client = app.test_client()
        pages.append(client.get(address, headers={"Scan-Nonce": f"phone-number-{number:04}"}).status_code)

    threads = [threading.Thread(target=look, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert pages == [200] * 8
    assert counted(market) == 8


def test_a_state_that_cannot_be_written_answers_in_full_without_a_number(market: Market) -> None:
    full = market.store.settings.model_copy(update={"min_free_mb": 2**40})
    store = open_store(full)
    page = text(create_app(store).test_client(), market.label(), Accept_Language="zh")
    store.close()
    assert "标签有效，由本系统签发" in page
    assert market.producer.name in page
    assert "查询次数暂时无法显示。" in page
    assert FIRST not in page


@with_files
def test_a_busy_scan_file_costs_the_number_alone(shopper: FlaskClient, market: Market) -> None:
    text(shopper, market.label())
    with (market.store.settings.home / "scans.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        page = text(shopper, market.label(1))
    assert "标签有效，由本系统签发" in page
    assert "查询次数暂时无法显示。" in page


def test_readiness_is_red_with_the_reason(shopper: FlaskClient, market: Market) -> None:
    home = market.store.settings.home
    assert shopper.get("/readyz").status_code == 200
    with (home / "scans.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        answer = shopper.get("/readyz")
    if market.store.is_sqlite:
        assert answer.status_code == 503
        assert answer.get_json()["reasons"] == ["scans cannot be counted"]
        (home / "gitrace.db").rename(home / "away.db")
        assert shopper.get("/readyz").get_json()["reasons"] == ["the ledger cannot be read"]
        (home / "away.db").rename(home / "gitrace.db")
    assert shopper.get("/readyz").get_json() == {"status": "ready"}


def test_a_home_without_its_privacy_key_costs_the_number_alone(shopper: FlaskClient, market: Market) -> None:
    privacy = market.store.settings.home / "privacy"
    privacy.write_text("no folder")
    assert "查询次数暂时无法显示。" in text(shopper, market.label())


@with_files
def test_a_locked_ledger_is_never_genuine(shopper: FlaskClient, market: Market) -> None:
    assert "标签有效" in text(shopper, market.label())
    market.store.engine.dispose()
    other = sqlite3.connect(market.store.settings.home / "gitrace.db", isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    answer = shopper.get(market.label())
    other.close()
    page = answer.get_data(as_text=True)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "暂时无法核实" in page
    assert "标签有效" not in page
    assert "下面是本系统 20" in page
    assert market.producer.name in page
    assert "标签有效" in text(shopper, market.label())


@with_files
def test_a_moved_ledger_tells_what_was_known_of_no_label_that_is_none(shopper: FlaskClient, market: Market) -> None:
    assert "标签有效" in text(shopper, market.label())
    database = market.store.settings.home / "gitrace.db"
    database.rename(database.with_name("away.db"))
    for unknown in (market.label(key=b"f" * 32), market.label(5000)):
        answer = shopper.get(unknown)
        assert answer.status_code == 503
        assert market.producer.name not in answer.get_data(as_text=True)
    assert market.producer.name in shopper.get(market.label()).get_data(as_text=True)
    assert market.producer.name in shopper.get(market.lot_page).get_data(as_text=True)


@with_files
def test_a_ledger_that_is_gone_is_never_genuine(shopper: FlaskClient, market: Market) -> None:
    assert "标签有效" in text(shopper, market.label())
    market.store.engine.dispose()
    database: Path = market.store.settings.home / "gitrace.db"
    for path in database.parent.glob("gitrace.db*"):
        path.write_bytes(b"this is no database " * 1000)
    answer = shopper.get(market.label())
    assert answer.status_code == 503
    assert "暂时无法核实" in answer.get_data(as_text=True)


def test_no_address_and_no_browsers_name_is_kept_anywhere(
    shopper: FlaskClient, market: Market, caplog: pytest.LogCaptureFixture
) -> None:
    planted = {"REMOTE_ADDR": "198.51.100.213"}
    agent = "PlantedBrowser/7.31 (nobody's phone)"
    shopper.get(market.label(), environ_overrides=planted, headers={"User-Agent": agent})
    form = {"once": "planted-nonce-0123456", "text": "演示：袋子漏气"}
    origin = {"Origin": "http://localhost", "User-Agent": agent}
    assert shopper.post("/tell", data=form, headers=origin, environ_overrides=planted).status_code == 303
    assert counted(market) == 1
    kept = b"".join(path.read_bytes() for path in market.store.settings.home.rglob("*") if path.is_file())
    if not market.store.is_sqlite:
        with market.store.engine.connect() as connection:
            tables = connection.exec_driver_sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").scalars()
            for table in tables.all():
                kept += repr(connection.exec_driver_sql(f'SELECT * FROM "{table}"').all()).encode()
    for hidden in ("198.51.100.213", "PlantedBrowser"):
        assert hidden.encode() not in kept
        assert hidden not in caplog.text
