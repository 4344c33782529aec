"""What a row was and became is told in words, not in the codes that the row holds."""

from typing import Any

import pytest

from gitrace.profile import seed_profile
from gitrace.supervision.cells import cell_text, cell_words
from gitrace.supervision.words import Names

NAMES = Names(seed_profile())


@pytest.mark.parametrize(
    ("table", "column", "value", "words"),
    [
        ("delivery", "cover", "natural", "自然笋（未覆盖）"),
        ("delivery", "unit", "jin", "斤"),
        ("delivery", "net_g", 1234500, "1,234,500"),
        ("delivery", "failing", "season too-old", "采收期、投料时限"),
        ("posting", "reason", "weigh", "过磅"),
        ("account", "kind", "certified", "核定产量余额"),
        ("producer", "kind", "company", "企业"),
        ("village_list", "state", "checked", "镇已审核"),
        ("household", "township", "421223103", "桂花泉镇"),
        ("denial", "state", "open", "待核实"),
    ],
)
def test_codes_are_words(table: str, column: str, value: Any, words: str) -> None:
    assert cell_text(cell_words(table, column, value, NAMES)) == words


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [("label_range", "note", "opened"), ("report_item", "unit", "mg/kg"), ("plot", "id", 1200)],
)
def test_what_is_no_code_stays_as_it_is(table: str, column: str, value: Any) -> None:
    assert cell_words(table, column, value, NAMES) == value


def test_instants_and_nothing_are_written_for_people() -> None:
    assert cell_text("2026-03-12T22:15:00Z") == "2026-03-13 06:15"
    assert (cell_text(None), cell_text(False)) == ("—", "否")
