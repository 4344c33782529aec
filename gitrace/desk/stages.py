"""How far a lot has come, from opened to closed, as the board shows it. Plain values in."""

from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """已开批 → 投料中 → 待检 → 可启用 → 已启用 → 已结批, and 暂停 from wherever it was."""

    OPENED = "opened"
    FILLING = "filling"
    TO_TEST = "to-test"
    READY = "ready"
    IN_USE = "in-use"
    CLOSED = "closed"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Standing:
    """What the stage of a lot follows from. `stopped`: something but a missing report forbids putting labels in use;
    `labels_left`: printed and nothing more.
    """

    closed: bool
    stopped: bool
    tested: bool
    free_g: int
    in_use_g: int
    labels_left: int


def stage_of(lot: Standing) -> Stage:
    """Where it stands; what is to be done next decides, so that each lot stands in one place."""
    if lot.closed:
        return Stage.CLOSED
    if lot.stopped:
        return Stage.STOPPED
    if not lot.free_g:
        return Stage.IN_USE if lot.in_use_g else Stage.OPENED
    if not lot.tested:
        return Stage.TO_TEST
    if lot.labels_left:
        return Stage.READY
    return Stage.IN_USE if lot.in_use_g else Stage.FILLING
