"""Row shapes: a digest stays good while a table grows, and only then."""

import hashlib
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from gitrace.ledger.shapes import Shape, canonical_value, projected_digest

FIRST = Shape("plot", 1, (("id", "integer"), ("area", "integer")))
SECOND = Shape("plot", 2, (("id", "integer"), ("area", "integer"), ("cover", "text")), {"cover": "natural"})
RENAMED = Shape("plot", 3, (("id", "integer"), ("square_metres", "integer"), ("cover", "text")))
SHAPES = {"plot": (FIRST, SECOND)}


def test_a_known_digest() -> None:
    assert FIRST.digest({"id": 1, "area": 250}) == hashlib.sha256(b'["plot",1,[1,250]]').hexdigest()


def test_a_row_digested_before_a_column_came_is_still_good() -> None:
    today = {"id": 1, "area": 250, "cover": "natural"}
    assert projected_digest(SHAPES, "plot", 1, today) == FIRST.digest(today)


def test_a_column_filled_since_makes_the_old_digest_worthless() -> None:
    assert projected_digest(SHAPES, "plot", 1, {"id": 1, "area": 250, "cover": "mulch"}) is None


def test_a_row_digested_since_may_hold_any_value() -> None:
    today = {"id": 1, "area": 250, "cover": "mulch"}
    assert projected_digest(SHAPES, "plot", 2, today) == SECOND.digest(today)


def test_a_row_whose_column_was_renamed_must_be_recorded_anew() -> None:
    shapes = {"plot": (FIRST, SECOND, RENAMED)}
    today = {"id": 1, "square_metres": 250, "cover": "natural"}
    assert projected_digest(shapes, "plot", 2, today) is None
    assert projected_digest(shapes, "plot", 3, today) == RENAMED.digest(today)


def test_shape_number_and_table_are_part_of_the_digest() -> None:
    values = {"id": 1, "area": 250}
    assert (
        len(
            {shape.digest(values) for shape in (FIRST, Shape("plot", 2, FIRST.columns), Shape("lot", 1, FIRST.columns))}
        )
        == 3
    )


def test_a_shape_can_key_a_cache() -> None:
    assert len({SECOND, Shape("plot", 2, SECOND.columns, {"cover": "natural"})}) == 1


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (datetime(2026, 3, 12, 9, 2, 3, 4, tzinfo=timezone(timedelta(hours=8))), "2026-03-12T01:02:03.000004Z"),
        (datetime(2026, 3, 12, tzinfo=UTC), "2026-03-12T00:00:00.000000Z"),
        (date(2026, 3, 12), "2026-03-12"),
        (True, True),
        (0, 0),
        ("雷竹", "雷竹"),
        (None, None),
    ],
)
def test_a_database_value_has_one_form(value: object, expected: object) -> None:
    assert canonical_value(value) == expected


@pytest.mark.parametrize("value", [1.5, b"\x00"])
def test_what_has_no_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="audited column"):
        canonical_value(value)
