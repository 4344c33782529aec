"""How a run is to come out of the printer: what one chooses at the printer and may choose anew at every printing.

The wishes stand as query fields in the address of a print, as options at the command line and in a print job's row:
one command, validated once. None of them changes which labels there are.
"""

from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from gitrace.identifiers.entries import Exact

MOST_COPIES = 10
MOST_NUDGE_MM = 5
"""A printer that is off by more than this wants its own settings looked at."""

Nudge = Annotated[Exact, Field(ge=-MOST_NUDGE_MM, le=MOST_NUDGE_MM, decimal_places=2)]


class Order(StrEnum):
    """How the numbers run over a sheet."""

    ACROSS = "across"
    DOWN = "down"


class Dpi(IntEnum):
    """Dots to the inch of a roll printer's head, the two that are sold."""

    COARSE = 203
    FINE = 300


class Wishes(BaseModel):
    """`start`: first free place of a part-used sheet, counted as the numbers run. `right`, `down`: millimetres."""

    model_config = ConfigDict(frozen=True)

    start: int = Field(
        default=1, ge=1, title="从第几枚开始", description="整张纸用过一部分的，按打印顺序数到第一枚空的。"
    )
    order: Order = Field(default=Order.ACROSS, title="排列顺序")
    copies: int = Field(default=1, ge=1, le=MOST_COPIES, title="每枚份数")
    right: Nudge = Field(
        default=Decimal(0), title="整体右移（毫米）", description="打出来偏左就填正数，偏右填负数，如 -0.5。"
    )
    down: Nudge = Field(default=Decimal(0), title="整体下移（毫米）", description="打出来偏上就填正数，偏下填负数。")
    marks: bool = Field(default=False, title="打裁切线")
    dpi: Dpi = Field(default=Dpi.COARSE, title="卷标打印机分辨率", description="只用于卷标。")

    @property
    def nudge(self) -> tuple[int, int]:
        """To the right and down, micrometres."""
        return int(self.right * 1000), int(self.down * 1000)
