"""Where a lot stands follows from what is to be done next."""

from dataclasses import replace

import pytest

from gitrace.desk.stages import Stage, Standing, stage_of

FRESH = Standing(closed=False, stopped=False, tested=True, free_g=0, in_use_g=0, labels_left=0)


@pytest.mark.parametrize(
    ("changes", "stage"),
    [
        ({}, Stage.OPENED),
        ({"labels_left": 500}, Stage.OPENED),
        ({"free_g": 80_000}, Stage.FILLING),
        ({"free_g": 80_000, "labels_left": 500, "tested": False}, Stage.TO_TEST),
        ({"free_g": 80_000, "labels_left": 500}, Stage.READY),
        ({"free_g": 80_000, "in_use_g": 20_000}, Stage.IN_USE),
        ({"in_use_g": 100_000, "labels_left": 20, "tested": False}, Stage.IN_USE),
        ({"free_g": 80_000, "stopped": True}, Stage.STOPPED),
        ({"free_g": 0, "stopped": True, "closed": True}, Stage.CLOSED),
    ],
)
def test_a_lot_stands_in_one_stage(changes: dict[str, int], stage: Stage) -> None:
    assert stage_of(replace(FRESH, **changes)) is stage
