"""An application over a real home, and the pages that only tests have."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import Cast
from flask import Flask, Response
from flask.testing import FlaskClient
from jinja2 import ChoiceLoader, FileSystemLoader
from pydantic import BaseModel, Field

from gitrace.app import create_app
from gitrace.settings import Settings
from gitrace.storage import Store, open_store
from gitrace.web.doors import EVERYONE, may_enter
from gitrace.web.forms import Form
from gitrace.web.origin import public_form


@pytest.fixture
def quiet_store(sqlite_template: Path, tmp_path: Path) -> Iterator[Store]:
    """A home for tests of the walls, where the kind of database makes no difference."""
    home = tmp_path / "home"
    shutil.copytree(sqlite_template, home)
    opened = open_store(Settings(home=home))
    yield opened
    opened.close()


@pytest.fixture
def walls(quiet_store: Store) -> Flask:
    """The application, before its first request, so that a test may hang its own doors."""
    return create_app(quiet_store)


@pytest.fixture
def passer_by(walls: Flask) -> FlaskClient:
    """Somebody without an account, whose browser speaks Chinese."""
    client = walls.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "zh-CN,zh;q=0.9,en;q=0.4"
    return client


class Everything(BaseModel):
    """A command with each kind of field."""

    name: str = Field(title="登录名", description="粘贴网址，或照标签下方的文字输入 (01)… (10)… (21)…")
    secret: str = Field(title="密码")
    township: str = Field(title="乡镇")
    cover: str = Field(title="角色")
    days: list[str] = Field([], title="分页")
    remark: str = Field(title="联系：")
    agreed: bool = Field(False, title="已保存")


@pytest.fixture
def showcase(walls: Flask) -> FlaskClient:
    """An application with one page more, which holds every piece of the design language."""
    walls.jinja_loader = ChoiceLoader([walls.jinja_loader, FileSystemLoader(Path(__file__).parent / "templates")])
    walls.jinja_env.globals["showcase_address"] = "/showcase?page={}".format
    walls.add_url_rule("/showcase", "showcase", may_enter(EVERYONE)(show_everything), methods=["GET", "POST"])
    client = walls.test_client()
    client.environ_base["HTTP_ORIGIN"] = "http://localhost"
    return client


@public_form
def show_everything() -> Response:
    form = Form(Everything)
    if form.sent:
        with form.answering():
            form.command()
    return form.page("showcase.html")


@pytest.fixture
def app(store: Store) -> Flask:
    """The application over a home on each database in turn."""
    return create_app(store)


@pytest.fixture
def cast(app: Flask, store: Store) -> Cast:
    """The first administrator, `head`, and whomever a test adds."""
    return Cast(app, store)
