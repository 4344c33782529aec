"""Two languages: the address decides, then the browser, then Chinese."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gitrace.web.language import asked_language, listed, said


@pytest.mark.parametrize(
    ("address", "accepted", "language"),
    [
        ("/", "", "zh"),
        ("/", "fr-FR,fr;q=0.9", "zh"),
        ("/", "en-GB,en;q=0.8,zh;q=0.2", "en"),
        ("/", "zh-CN,en;q=0.5", "zh"),
        ("/", "zh-TW,en-US;q=0.9", "zh"),
        ("/", "en;q=0", "zh"),
        ("/?lang=en", "zh-CN", "en"),
        ("/?lang=zh", "en", "zh"),
        ("/?lang=xx", "en", "en"),
    ],
)
def test_the_language_that_is_asked_for(walls: Flask, address: str, accepted: str, language: str) -> None:
    with walls.test_request_context(address, headers={"Accept-Language": accepted}):
        assert asked_language() == language


def test_a_page_says_which_language_it_speaks(passer_by: FlaskClient) -> None:
    chinese, english = passer_by.get("/privacy"), passer_by.get("/privacy?lang=en")
    assert '<html lang="zh-CN">' in chinese.get_data(as_text=True)
    assert "隐私说明" in chinese.get_data(as_text=True)
    assert '<html lang="en">' in english.get_data(as_text=True)
    assert "Privacy notice" in english.get_data(as_text=True)
    assert chinese.headers["Content-Language"] == "zh-CN"
    assert "Accept-Language" in chinese.headers["Vary"]


def test_a_chosen_language_travels_in_the_links(passer_by: FlaskClient) -> None:
    assert 'href="/privacy?lang=en"' in passer_by.get("/?lang=en").get_data(as_text=True)
    assert 'href="/privacy"' in passer_by.get("/").get_data(as_text=True)


def test_the_other_language_keeps_the_rest_of_the_address(passer_by: FlaskClient) -> None:
    assert 'href="/?code=abc&amp;lang=en"' in passer_by.get("/?code=abc").get_data(as_text=True)


def test_a_sentence_is_translated_before_its_values_are_put_in(walls: Flask) -> None:
    with walls.test_request_context("/?lang=en"):
        assert said("最多 {max_length} 个字符。", max_length=7) == "At most 7 characters."


@pytest.mark.parametrize(("language", "one", "many"), [("en", "Lot", "Lots"), ("zh", "批次", "批次")])
def test_a_list_bears_the_plural(walls: Flask, language: str, one: str, many: str) -> None:
    with walls.test_request_context(f"/?lang={language}"):
        assert (said("批次"), listed("批次"), listed("导出")) == (one, many, said("导出"))
