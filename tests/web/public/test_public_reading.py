"""Large type, what is passed on, what is printed: all without a script and a cookie."""

import re
from urllib.parse import quote

import pytest
from applications import application
from flask import Flask
from flask.testing import FlaskClient
from market import Market

from gitrace.storage import Store
from gitrace.web.public import saying

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


@pytest.fixture
def app(store: Store) -> Flask:
    settings = store.settings.model_copy(update={"label_host": "label.example"})
    return application(Store(settings, store.engine, store.keys, store.lock, store.disk))


def page_of(shopper: FlaskClient, address: str) -> str:
    answer = shopper.get(address)
    assert "Set-Cookie" not in answer.headers
    return answer.get_data(as_text=True)


def test_large_type_is_asked_for_in_the_address_and_keeps_the_language(shopper: FlaskClient, market: Market) -> None:
    label = market.label()
    assert f'href="{label}?type=large"' in page_of(shopper, label)
    large = page_of(shopper, f"{label}?type=large&lang=en")
    assert '<html lang="en" class="large">' in large
    assert f'href="{label}?lang=en">Usual type' in large
    assert f'href="{label}?type=large&amp;lang=zh"' in large
    assert f'href="/tell?about={label}&amp;lang=en&amp;type=large"' in large


def test_a_page_that_large_type_leads_to_has_a_way_back(shopper: FlaskClient, market: Market) -> None:
    page = page_of(shopper, f"/tell?about={market.label()}&type=large")
    assert 'class="large"' in page
    assert f'href="/tell?about={quote(market.label(), safe="")}">标准字号' in page


@pytest.mark.parametrize("query", ["type=large", "type=large&lang=zh", "type=large&lang=en"])
def test_pages_in_large_type_are_kept_like_the_others(
    shopper: FlaskClient, market: Market, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    rendered, real = [], saying.render_template
    monkeypatch.setattr(saying, "render_template", lambda *a, **k: rendered.append(a) or real(*a, **k))
    for number in (1, 2):
        assert 'class="large"' in page_of(shopper, f"{market.label(number)}?{query}")
    assert len(rendered) == 1


def test_what_is_passed_on_names_the_goods_and_never_a_verdict(shopper: FlaskClient, market: Market) -> None:
    page = page_of(shopper, market.label())
    shared = [line for line in page.splitlines() if "og:" in line]
    assert f'<meta property="og:title" content="{market.item.name} · {market.batch.lot}">' in page
    assert f'<meta property="og:url" content="https://label.example{market.label()}">' in page
    assert "有效" not in "".join(shared)
    [picture] = re.findall(r'content="https://label.example(/static/share\.\w+\.png)"', page)
    with shopper.get(picture) as answer:
        assert (answer.status_code, answer.mimetype) == (200, "image/png")


def test_what_is_passed_on_of_no_known_label_names_no_goods(shopper: FlaskClient, market: Market) -> None:
    page = page_of(shopper, market.label(501))
    assert '<meta property="og:title" content="标签查询">' in page


def test_on_paper_stands_the_address_of_that_very_label(shopper: FlaskClient, market: Market) -> None:
    page_of(shopper, market.label(1))
    page = page_of(shopper, market.label(7))
    assert f'<span class="code">https://label.example{market.label(7)}</span>' in page
    assert market.label(1) not in page
