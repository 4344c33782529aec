"""A shopper with a phone, in front of a lot on the market."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from market import Market, open_market

from gitrace.storage import Store

WECHAT = "Mozilla/5.0 (Linux; Android 10; Demo) AppleWebKit/537.36 Chrome/86.0 Mobile MicroMessenger/8.0.30"


@pytest.fixture
def market(store: Store) -> Market:
    """Labels 1 to 300 in use, 301 to 310 void, 311 to 320 returned, 321 to 500 printed, none beyond."""
    opened = open_market(store)
    opened.put_in_use(1, 300)
    opened.void(301, 310)
    opened.take_back(311, 320)
    return opened


@pytest.fixture
def shopper(app: Flask) -> FlaskClient:
    """Somebody with WeChat on an old phone."""
    client = app.test_client()
    client.environ_base |= {"HTTP_USER_AGENT": WECHAT, "REMOTE_ADDR": "203.0.113.77"}
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "zh-CN,zh;q=0.9"
    return client
