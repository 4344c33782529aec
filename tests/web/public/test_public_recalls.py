"""召回与暂停: what nobody should eat or sell now, without a label at hand."""

import sqlalchemy as sa
from flask.testing import FlaskClient
from market import LOT, Market
from sqlalchemy.exc import OperationalError

from gitrace.batches.tables import Hold
from gitrace.scans.stopped import Stops, count_stops, stopped_lots
from gitrace.storage import reading

PAGE = "/recalls"


def text(client: FlaskClient, address: str = PAGE) -> str:
    return client.get(address).get_data(as_text=True)


def test_without_any_the_page_says_so_and_the_front_page_nothing(shopper: FlaskClient, market: Market) -> None:
    assert "现在没有召回或暂停的批次" in text(shopper)
    assert LOT not in text(shopper)
    assert PAGE in text(shopper, "/")
    assert "召回中" not in text(shopper, "/")


def test_a_held_lot_is_listed_with_its_product_and_its_words(shopper: FlaskClient, market: Market) -> None:
    market.hold(Hold.SAFETY)
    page = text(shopper)
    for words in (LOT, "本批次标签暂停使用，正在核实", "核实期间建议暂不食用。", market.lot_page, "暂停自"):
        assert words in page
    assert "召回中 0 个批次，暂停核实 1 个批次" in text(shopper, "/")


def test_neither_reason_nor_household_nor_producer_stands_there(shopper: FlaskClient, market: Market) -> None:
    market.hold()
    page = text(shopper)
    for words in ("演示：核对称重记录", "官庄村", market.producer.name):
        assert words not in page


def test_a_recall_stands_with_its_notice_before_a_hold(shopper: FlaskClient, market: Market) -> None:
    market.hold()
    market.recall()
    page = text(shopper)
    for words in ("本批次正在召回，请停止食用", "演示召〔2026〕1 号", "0715-0000000", "2026-03-25"):
        assert words in page
    with reading(market.store) as session:
        assert count_stops(session) == Stops(recalled=1, held=0)
        (lot,) = stopped_lots(session)
        assert [item.gtin for item in lot.items] == [market.item.gtin]
        assert stopped_lots(session, page=2) == []


def test_a_lot_that_is_released_is_gone_at_once(shopper: FlaskClient, market: Market) -> None:
    market.hold()
    assert LOT in text(shopper)
    market.release()
    assert LOT not in text(shopper)
    assert shopper.get(PAGE).headers["Cache-Control"] == "no-store"


def test_what_cannot_be_read_is_not_said_to_be_empty(shopper: FlaskClient, market: Market, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    def fails(*_: object) -> None:
        raise OperationalError("SELECT", {}, Exception("locked"))

    for module in ("recalls", "home"):
        monkeypatch.setattr(f"gitrace.web.public.{module}.count_stops", fails)
    answer = shopper.get(PAGE)
    assert answer.status_code == 503
    assert "现在没有召回" not in answer.get_data(as_text=True)
    assert shopper.get("/").status_code == 200


def test_they_are_found_without_reading_every_lot(market: Market) -> None:
    asked: list[str] = []
    with reading(market.store) as session:
        connection = session.connection()
        sa.event.listen(connection, "before_cursor_execute", lambda *seen: asked.append(seen[2]))
        count_stops(session)
        where = asked[0].partition("WHERE")[2]
        if not market.store.is_sqlite:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        explain = "EXPLAIN QUERY PLAN" if market.store.is_sqlite else "EXPLAIN"
        plan = connection.exec_driver_sql(f"{explain} SELECT count(*) FROM batch WHERE {where}").all()
    assert "ix_batch_stopped" in str(plan)
