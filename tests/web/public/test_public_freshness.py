"""A page is as new as the ledger, whatever a process keeps of it."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import cast
import pytest
from flask import Flask
from flask.testing import FlaskClient
from market import Market

from gitrace import clock
from gitrace.app import create_app
from gitrace.producers.commands import ChangeProducer, change_producer
from gitrace.storage import open_store
from gitrace.web.public import fragments
from gitrace.work import writing


def page_of(client: FlaskClient, address: str) -> str:
    return client.get(address, headers={"Accept-Language": "zh"}).get_data(as_text=True)


def test_a_hold_shows_on_the_very_next_request_and_so_does_its_end(shopper: FlaskClient, market: Market) -> None:
    assert "标签有效" in page_of(shopper, market.label())
    market.hold()
    assert "本批次标签暂停使用，正在核实" in page_of(shopper, market.label())
    market.release()
    assert "标签有效" in page_of(shopper, market.label())


def test_a_hold_by_another_process_shows_at_once(market: Market, app: Flask) -> None:
    other = open_store(market.store.settings)
    theirs, ours = create_app(other).test_client(), app.test_client()
    for client in (ours, theirs):
        assert "标签有效" in page_of(client, market.label())
    market.hold()
    for client in (ours, theirs):
        assert "暂停使用" in page_of(client, market.label())
    other.close()


def test_labels_put_in_use_and_voided_show_at_once(shopper: FlaskClient, market: Market) -> None:
    assert "标签尚未启用" in page_of(shopper, market.label(400))
    market.put_in_use(400, 410)
    assert "标签有效" in page_of(shopper, market.label(400))


def test_what_changes_of_the_producer_shows_at_once(shopper: FlaskClient, market: Market) -> None:
    page_of(shopper, market.label())
    form = ChangeProducer(
        producer_id=market.producer.id,
        reason="演示：名称核准变更",
        name="演示改名合作社",
        kind="cooperative",
        township="421223104",
        food_licence=None,
    )
    with writing(market.store, cast.REGULATOR) as work:
        change_producer(work, form)
    page = page_of(shopper, market.label())
    assert "演示改名合作社" in page
    assert "<dd>白霓镇</dd>" in page


def test_a_new_profile_shows_at_once(shopper: FlaskClient, market: Market) -> None:
    assert "DB42/T 示例-2026" in page_of(shopper, market.label())
    indication = cast.demonstration_profile(3).indication.model_copy(update={"product_standard": "DB42/T 示例-2027"})
    cast.make_profile(market.store, indication=indication)
    assert "DB42/T 示例-2027" in page_of(shopper, market.label())


def test_a_page_is_rendered_once_while_nothing_changes(
    shopper: FlaskClient, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered = []
    real = fragments.render_template
    monkeypatch.setattr(fragments, "render_template", lambda *a, **k: rendered.append(a) or real(*a, **k))
    for number in (1, 2, 3):
        page_of(shopper, market.label(number))
    assert len(rendered) == 1
    market.hold()
    page_of(shopper, market.label(1))
    assert len(rendered) == 2


def test_a_query_of_ones_own_is_answered_and_keeps_nothing(shopper: FlaskClient, market: Market) -> None:
    page_of(shopper, market.label(1))
    [slot] = shopper.application.extensions["gitrace_fragments"]._kept._kept.values()
    before = len(slot.page.sheets._kept)
    assert "标签有效" in page_of(shopper, market.label(2) + "?from=friend")
    assert len(slot.page.sheets._kept) == before


def test_a_page_that_many_wait_for_is_read_once(app: Flask, market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    read, real = [], fragments.lot_facts

    def slowly(*told: Any) -> Any:
        read.append(told)
        time.sleep(0.2)
        return real(*told)

    monkeypatch.setattr(fragments, "lot_facts", slowly)
    with ThreadPoolExecutor(8) as crowd:
        pages = list(crowd.map(lambda number: page_of(app.test_client(), market.label(number)), range(1, 9)))
    assert all("标签有效" in page for page in pages)
    assert len(read) == 1


def test_midnight_in_shanghai_makes_a_page_anew(
    shopper: FlaskClient, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    market.date(date(2099, 1, 1))
    assert "标签有效，由本系统签发" in page_of(shopper, market.label())
    eve = clock.now().replace(year=2099, month=1, day=1, hour=16)
    monkeypatch.setattr(clock, "now", lambda: eve)
    assert "已过生产者建议的食用期限" in page_of(shopper, market.label())


def test_only_so_many_are_kept_and_the_least_lately_used_goes() -> None:
    kept: fragments.Kept[str, int] = fragments.Kept(2)
    kept.keep("a", 1)
    kept.keep("b", 2)
    kept.find("a")
    kept.keep("c", 3)
    assert [kept.find(name) for name in "abc"] == [1, None, 3]
