"""Canonical bytes: the same as the reference implementation of RFC 8785, and no floats."""

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from gitrace.ledger.canonical import LARGEST_WHOLE_NUMBER, Json, canonical

texts = st.text(st.characters(codec="utf-8"))
whole = st.integers(-LARGEST_WHOLE_NUMBER, LARGEST_WHOLE_NUMBER)
plain = st.none() | st.booleans() | whole | texts
values = st.recursive(plain, lambda inner: st.lists(inner) | st.dictionaries(texts, inner), max_leaves=30)


@given(values)
def test_the_bytes_are_those_of_the_reference_implementation(value: Json) -> None:
    assert canonical(value) == rfc8785.dumps(value)


def test_the_sorting_example_of_the_standard() -> None:
    """RFC 8785, section 3.2.3."""
    example = {
        "€": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew",
        "1": "One",
        "😀": "Smile",
        "\x80": "Ctl",
        "ö": "o",
    }
    expected = '{"\\r":"Carriage Return","1":"One","\x80":"Ctl","ö":"o","€":"Euro Sign","😀":"Smile","\ufb33":"Hebrew"}'
    assert canonical(example).decode() == expected


def test_the_escapes_of_the_standard() -> None:
    assert canonical('\b\t\n\f\r"\\/\x00\x1f\x7f雷竹') == '"\\b\\t\\n\\f\\r\\"\\\\/\\u0000\\u001f\x7f雷竹"'.encode()


@pytest.mark.parametrize(
    "value", [1.5, 1.0, float("nan"), [1, [2.0]], {"a": {"b": 0.1}}, [2**60, 0.5], {"€": 1, "b": 0.5}]
)
def test_a_float_is_refused_wherever_it_stands(value: Json) -> None:
    with pytest.raises(TypeError, match="no floats"):
        canonical(value)


@pytest.mark.parametrize("value", [2**53, -(2**53), [2**64], "\ud800"])
def test_what_another_language_could_not_read_is_refused(value: Json) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical(value)
