"""The style page: in demos alone, with every macro of the design language on it."""

import re

from flask import Flask

from gitrace.assets import TEMPLATES

MACRO = re.compile(r"{%-? macro (\w+)\(")
LANGUAGE = ("forms", "icons", "lists", "words")
"""Files of the design language; what else stands beside them belongs to pages of one kind."""
WITHIN_OTHERS = {"above", "described", "trouble", "language", "one_time_code", "shoot", "icon"}
"""Parts of other macros, and what has a page of its own."""


def test_there_is_none_outside_a_demo(walls: Flask, showing: Flask) -> None:
    assert walls.test_client().get("/style").status_code == 404
    assert showing.test_client().get("/style").status_code == 200


def test_every_macro_is_on_it() -> None:
    page = (TEMPLATES / "public" / "style.html").read_text()
    files = [TEMPLATES / "macros" / f"{name}.html" for name in LANGUAGE]
    macros = {name for path in files for name in MACRO.findall(path.read_text())}
    used = {name for name in macros if re.search(rf"\b{name}\(", page)}
    assert macros - used - WITHIN_OTHERS == set()


def test_a_form_that_came_back_stands_beside_a_fresh_one(showing: Flask) -> None:
    page = showing.test_client().get("/style", headers={"Accept-Language": "zh"}).get_data(as_text=True)
    assert page.count('aria-invalid="true"') >= 3
    assert page.count('class="notice stop" role="alert"') == 1
