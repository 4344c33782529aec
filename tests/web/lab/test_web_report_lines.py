"""The lines of a report's form: asked for by the profile, added, taken away, pasted, all without a script."""

import re
from typing import Any

import pytest
from browsers import Cast
from cast import make_laboratory
from flask.testing import FlaskClient
from sqlmodel import select
from visiting import send, sign_in_laboratory, text

from gitrace.inspections.tables import Laboratory, Report
from gitrace.storage import Store, reading

NEW = "/lab/reports/new?form=fresh"


@pytest.fixture
def laboratory(store: Store) -> Laboratory:
    return make_laboratory(store)


@pytest.fixture
def lab(cast: Cast, laboratory: Laboratory) -> FlaskClient:
    return sign_in_laboratory(cast, laboratory)


def lines_of(page: str) -> list[str]:
    """The numbers of a page's lines."""
    return re.findall(r'name="result_(\d+)"', page)


def value_of(page: str, field: str) -> str:
    found = re.search(rf'name="{field}"[^>]* value="([^"]*)"', page)
    assert found is not None, field
    return found[1]


def pressed(lab: FlaskClient, button: str, address: str = NEW, **typed: Any) -> str:
    answer = send(lab, address, lines=button, **typed)
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


def test_a_new_report_starts_with_what_the_profile_limits(lab: FlaskClient) -> None:
    page = text(lab, NEW)
    assert len(lines_of(page)) == 14
    assert [value_of(page, f"{name}_1") for name in ("item", "unit", "limit", "method")] == [
        "lead",
        "mg/kg",
        "≤ 0.1",
        "GB 5009.12",
    ]
    assert len(lines_of(text(lab, "/lab/reports/new?form=braised"))) == 1
    assert "cadmium (Cd)" in text(lab, f"{NEW}&lang=en")


def test_a_line_is_added_and_what_was_typed_stays(store: Store, lab: FlaskClient) -> None:
    page = pressed(lab, "add", number="演示 1", item_1="lead", result_1="0.02", verdict_1="pass")
    assert lines_of(page) == ["1", "2"]
    assert (value_of(page, "number"), value_of(page, "result_1")) == ("演示 1", "0.02")
    with reading(store) as session:
        assert session.exec(select(Report)).all() == []


def test_a_line_is_taken_away(lab: FlaskClient) -> None:
    page = pressed(lab, "remove-2", item_1="lead", result_1="1", result_2="2", name_2="乙", result_12="3", name_12="丙")
    assert lines_of(page) == ["1", "12"]
    assert "乙" not in page


def test_pasted_lines_fill_what_waits_and_add_the_rest(lab: FlaskClient) -> None:
    page = pressed(
        lab,
        "paste",
        item_1="lead",
        result_1="",
        item_2="cadmium",
        result_2="0.03",
        pasted="铅\t0.02\tmg/kg\t\t\t\t合格\n镉\t0.01\n灭幼脲\t0.3\tmg/kg",
    )
    assert lines_of(page) == ["1", "2", "3", "4"]
    assert [value_of(page, f"result_{number}") for number in (1, 2, 3, 4)] == ["0.02", "0.03", "0.01", "0.3"]
    assert (value_of(page, "item_3"), value_of(page, "method_3")) == ("cadmium", "GB 5009.15")
    assert value_of(page, "name_4") == "灭幼脲"
    assert re.search(r'name="verdict_1"(.|\n)*?value="pass" selected', page)


def test_a_bad_line_is_named_and_nothing_is_lost(lab: FlaskClient) -> None:
    answer = send(lab, NEW, lines="paste", pasted="铅\t0.02\n镉\t", number="演示 2", result_1="0.5", item_1="lead")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "第 2 行没有结果。" in page
    assert value_of(page, "number") == "演示 2"
    assert lines_of(page) == ["1"]
    assert "铅\t0.02" in page


def test_there_are_no_more_lines_than_a_report_may_hold(lab: FlaskClient) -> None:
    many = "\n".join(f"项目{number}\t0.1" for number in range(101))
    answer = send(lab, NEW, lines="paste", pasted=many)
    assert answer.status_code == 422
    assert "一份报告最多 100 个项目。" in answer.get_data(as_text=True)
