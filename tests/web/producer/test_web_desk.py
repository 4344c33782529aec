"""The producer's own desk: its day, its board, its accounts; a rival reads nothing of them."""

from typing import Any

import pytest
import sqlalchemy as sa
from batches.lot_cast import NOON, Cooperative
from batches.lot_cast import TODAY as TODAY_DAY
from browsers import Cast
from cast import make_producer, make_report
from flask.testing import FlaskClient
from standing_clock import Clock
from visiting import send, sign_in_for, text

from gitrace.desk import files as desk_files
from gitrace.people.roles import Role
from gitrace.producers.marks import StopLabelUse, stop_label_use
from gitrace.storage import Store
from gitrace.work import SYSTEM, writing

TODAY, BOARD, PURCHASES = "/producer/today", "/producer/lots/board", "/producer/purchases"
MOST_QUERIES = 25


@pytest.fixture
def coop(store: Store, the_clock: Clock) -> Cooperative:
    the_clock.set(NOON)
    return Cooperative(store)


@pytest.fixture
def manager(cast: Cast, coop: Cooperative) -> FlaskClient:
    return sign_in_for(cast, coop.producer)


def test_the_day_begins_with_what_waits(coop: Cooperative, manager: FlaskClient) -> None:
    assert manager.get("/account/start").location == TODAY
    assert "今天还没有过磅" in text(manager, TODAY)
    delivery = coop.weigh(50)
    page = text(manager, TODAY)
    assert delivery.number in page
    assert "斤待投料，1 份" in page
    coop.pour(coop.open())
    page = text(manager, TODAY)
    assert "过磅的笋都投了料" in page
    assert "批次待检" in page


@pytest.mark.parametrize("address", [TODAY, BOARD, PURCHASES])
def test_however_many_lots_there_are_a_page_asks_little(
    store: Store, coop: Cooperative, manager: FlaskClient, address: str
) -> None:
    for day in range(4):
        batch = coop.open(packed_on=TODAY_DAY)
        coop.pour(batch, coop.weigh(10 + day), 10)
    asked: list[str] = []

    def note(*event: Any) -> None:
        asked.append(event[2])

    sa.event.listen(store.engine, "before_cursor_execute", note)
    text(manager, address)
    sa.event.remove(store.engine, "before_cursor_execute", note)
    assert len(asked) <= MOST_QUERIES


def test_a_clerk_is_offered_what_she_may_do(cast: Cast, coop: Cooperative) -> None:
    page = text(sign_in_for(cast, coop.producer, Role.CLERK), TODAY)
    assert "/producer/deliveries/weigh" in page
    assert "/producer/lots/open" not in page


def test_the_board_shows_a_lot_in_its_stage(store: Store, coop: Cooperative, manager: FlaskClient) -> None:
    assert "还没有批次" in text(manager, BOARD)
    batch = coop.open()
    coop.weigh(50)
    coop.pour(batch)
    assert "还没有覆盖本批次的检验报告" in text(manager, BOARD)
    make_report(store, coop.producer)
    page = text(manager, BOARD)
    assert "还没有覆盖本批次的检验报告" not in page
    assert batch.lot in page


@pytest.mark.parametrize("address", [TODAY, BOARD, "/producer/profile"])
def test_what_is_stopped_says_why_since_when_and_what_to_do(
    store: Store, coop: Cooperative, manager: FlaskClient, address: str
) -> None:
    coop.open()
    with writing(store, SYSTEM) as work:
        stop_label_use(work, StopLabelUse(producer_id=coop.producer.id, reason="演示：数量不符"))
    page = text(manager, address)
    for shown in ("已暂停标签使用", "演示：数量不符", "自 2026-03-20 12:30 起", "联系作出决定的部门恢复"):
        assert shown in page


def test_purchases_are_summed_and_taken_out(coop: Cooperative, manager: FlaskClient) -> None:
    assert "这段时间没有收购" in text(manager, PURCHASES)
    coop.weigh(50)
    page = text(manager, PURCHASES)
    assert "1 户 1 次，100 斤" in page
    for kind, magic in (("xlsx", b"PK"), ("pdf", b"%PDF-")):
        with manager.get(f"{PURCHASES}/taken/purchases/{kind}") as file:
            assert file.data.startswith(magic)
            assert file.headers["Content-Disposition"].startswith("attachment")


def test_a_households_season_is_shown_and_taken_out(coop: Cooperative, manager: FlaskClient) -> None:
    delivery = coop.weigh(50)
    number = coop.household.number
    assert delivery.number in text(manager, f"{PURCHASES}/households/{number}?season=2026")
    with manager.get(f"{PURCHASES}/taken/household-season/pdf?number={number}&season=2026") as file:
        assert file.data.startswith(b"%PDF-")


def test_a_long_season_is_written_by_the_keeper(
    coop: Cooperative, manager: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_files, "AT_ONCE", 1)
    coop.weigh(50)
    coop.weigh(20)
    number = coop.household.number
    taken = f"{PURCHASES}/taken/household-season/pdf?number={number}&season=2026"
    assert "生成 PDF 文件" in text(manager, f"{PURCHASES}/households/{number}?season=2026")
    assert manager.get(taken).status_code == 404
    shown = f"{PURCHASES}/households/{number}?season=2026"
    assert send(manager, taken, page=shown).status_code == 303
    assert "正在生成" in text(manager, f"{PURCHASES}/files")


def test_a_day_that_is_none_is_said_at_its_field(manager: FlaskClient) -> None:
    answer = manager.get(f"{PURCHASES}?first_day=x")
    assert answer.status_code == 422
    assert 'id="error-first_day"' in answer.get_data(as_text=True)


def test_accounts_are_for_managers_and_clerks(cast: Cast, coop: Cooperative) -> None:
    assert sign_in_for(cast, coop.producer, Role.PACKER).get(PURCHASES).status_code == 403


def test_a_rival_sees_nothing_of_it(store: Store, coop: Cooperative, cast: Cast) -> None:
    delivery, batch = coop.weigh(50), coop.open()
    number = coop.household.number
    rival = sign_in_for(cast, make_producer(store, name="演示对家"))
    assert delivery.number not in text(rival, TODAY)
    assert batch.lot not in text(rival, BOARD)
    assert number not in text(rival, PURCHASES)
    assert rival.get(f"{PURCHASES}/households/{number}").status_code == 404
    assert rival.get(f"{PURCHASES}/taken/household-season/pdf?number={number}").status_code == 404
