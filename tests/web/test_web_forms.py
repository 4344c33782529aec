"""A form keeps what was typed, says what is wrong where it is wrong, and is harmless twice."""

from datetime import date
from enum import StrEnum

import pytest
from flask import Flask
from pydantic import BaseModel, Field, field_validator

from gitrace.errors import Refusal
from gitrace.web.forms import Form
from gitrace.web.typed_text import clean


class Cover(StrEnum):
    NATURAL = "natural"
    COVERED = "covered"


class Weigh(BaseModel):
    name: str = Field(title="登录名", max_length=5)
    gross_g: int = Field(title="登录名", gt=0)
    cover: Cover = Cover.NATURAL
    on: date | None = None
    days: list[str] = []

    @field_validator("name")
    @classmethod
    def no_digits(cls, value: str) -> str:
        if value.isdigit():
            raise ValueError("请填写此项。")
        return value


def typed(walls: Flask, *pairs: tuple[str, str], language: str = "zh") -> Form[Weigh]:
    data: dict[str, list[str]] = {}
    for name, value in pairs:
        data.setdefault(name, []).append(value)
    with walls.test_request_context(f"/?lang={language}", method="POST", data=data):
        form = Form(Weigh)
        with form.answering():
            form.command()
    return form


def test_a_form_makes_its_command(walls: Flask) -> None:
    data = {"name": "e\u0301toile"[:3], "gross_g": "12000", "cover": "covered", "on": "2026-03-12", "days": ["a", "b"]}
    with walls.test_request_context("/", method="POST", data=data):
        command = Form(Weigh).command()
    assert command == Weigh(name="\u00e9t", gross_g=12000, cover=Cover.COVERED, on=date(2026, 3, 12), days=["a", "b"])


def test_empty_fields_take_their_defaults(walls: Flask) -> None:
    data = {"name": "a", "gross_g": "1", "on": "  ", "cover": "", "days": ""}
    with walls.test_request_context("/", method="POST", data=data):
        assert Form(Weigh).command() == Weigh(name="a", gross_g=1)


@pytest.mark.parametrize(
    ("pairs", "field", "sentence"),
    [
        ([("gross_g", "1")], "name", "请填写此项。"),
        ([("name", "abcdef"), ("gross_g", "1")], "name", "最多 5 个字符。"),
        ([("name", "a"), ("gross_g", "a lot")], "gross_g", "请填整数。"),
        ([("name", "a"), ("gross_g", "0")], "gross_g", "应大于 0。"),
        ([("name", "a"), ("gross_g", "1"), ("cover", "half")], "cover", "请从所列选项中选择一项。"),
        ([("name", "a"), ("gross_g", "1"), ("on", "yesterday")], "on", "日期请写成 2026-03-09 的样子。"),
        ([("name", "123"), ("gross_g", "1")], "name", "请填写此项。"),
        ([("name", "a\x00"), ("gross_g", "1")], "name", "这里有看不见的控制字符，请删去后重新输入。"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(
    walls: Flask, pairs: list[tuple[str, str]], field: str, sentence: str
) -> None:
    form = typed(walls, *pairs)
    assert form.status == 422
    assert form.errors[field] == sentence


def test_it_is_said_in_the_readers_language(walls: Flask) -> None:
    assert typed(walls, ("name", "abcdef"), language="en").errors["name"] == "At most 5 characters."


def test_a_refusal_stands_at_its_field_and_guessing_is_a_429(walls: Flask) -> None:
    with walls.test_request_context("/", method="POST"):
        form = Form(Weigh)
        with form.answering():
            raise Refusal("over", "应大于 {gt}。", "gross_g", gt=7)
        assert (form.status, form.errors) == (422, {"gross_g": "应大于 7。"})
        with form.answering():
            raise Refusal("too-many-tries", "请稍等一会儿再试。", retry_after=30)
        assert (form.status, form.headers) == (429, {"Retry-After": "30"})


@pytest.mark.parametrize("text", ["tab\tand\r\nline", "竹笋", "½"])
def test_visible_text_is_kept(text: str) -> None:
    assert clean("x", text) == text.replace("\r\n", "\n")


@pytest.mark.parametrize("text", ["a\x00b", "a\x1b[1m", "a\x7f", "\ud800"])
def test_invisible_text_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="控制字符"):
        clean("x", text)


def test_the_page_keeps_what_was_typed_and_never_a_password(showing: Flask) -> None:
    client = showing.test_client()
    client.environ_base["HTTP_ORIGIN"] = "http://localhost"
    page = client.post("/style", data={"name": "<竹>", "secret": "plover-plover", "cover": "covered"})
    html = page.get_data(as_text=True)
    assert page.status_code == 422
    assert 'value="&lt;竹&gt;"' in html
    assert 'value="covered" checked' in html
    assert "plover" not in html
    assert 'id="error-remark"' in html
    assert 'aria-describedby="error-remark" aria-invalid="true"' in html
    assert 'href="#field-remark"' in html
