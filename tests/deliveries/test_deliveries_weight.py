"""From what the scale shows to grams."""

import pytest

from gitrace.deliveries.weight import refuse_over_capacity, unit_grams, weigh
from gitrace.errors import Refusal


@pytest.mark.parametrize(
    ("shown", "net"),
    [
        (("311.8", "1.5", "0", "斤"), 155_150),
        (("51.45", "1.5", "", "公斤"), 49_950),
        (("20.7", "", "0.2", "千克"), 20_500),
        (("10", "1", "0.5", "Kg"), 8_500),
        (("0.002", "0", "0", "斤"), 1),
    ],
)
def test_net_is_gross_less_tare_less_deduction(shown: tuple[str, str, str, str], net: int) -> None:
    assert weigh(*shown).net_g == net


@pytest.mark.parametrize(
    ("shown", "field"),
    [
        (("0", "0", "0", "公斤"), "gross"),
        (("-5", "0", "0", "公斤"), "gross"),
        (("一百", "0", "0", "公斤"), "gross"),
        (("1e3", "0", "0", "公斤"), "gross"),
        (("NaN", "0", "0", "公斤"), "gross"),
        (("508斤", "0", "0", "公斤"), "gross"),
        (("0.0001", "0", "0", "公斤"), "gross"),
        (("10.0005", "0.0005", "0", "公斤"), "gross"),
        (("10", "-1", "0", "公斤"), "tare"),
        (("10", "0.0005", "0", "公斤"), "tare"),
        (("10", "0", "x", "公斤"), "deduction"),
        (("10", "9", "1", "公斤"), "gross"),
        (("10", "12", "0", "公斤"), "gross"),
        (("0.001", "0", "0", "斤"), "gross"),
    ],
)
def test_what_is_no_weight_is_refused_at_its_field(shown: tuple[str, str, str, str], field: str) -> None:
    with pytest.raises(Refusal) as no:
        weigh(*shown)
    assert (no.value.code, no.value.field) == ("invalid-weight", field)


@pytest.mark.parametrize("unit", ["箱", "g", ""])
def test_another_unit_is_refused(unit: str) -> None:
    with pytest.raises(Refusal) as no:
        unit_grams(unit)
    assert no.value.code == "invalid-unit"


def test_a_scale_may_be_loaded_to_its_capacity() -> None:
    refuse_over_capacity(3_000_000, 3_000_000)
    with pytest.raises(Refusal) as no:
        refuse_over_capacity(3_000_001, 3_000_000)
    assert no.value.code == "over-scale-capacity"
