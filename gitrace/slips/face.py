"""What a slip shows, as plain values."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from gitrace.clock import SHANGHAI
from gitrace.deliveries.price import amount_fen, yuan
from gitrace.deliveries.weight import jin


class Copy(StrEnum):
    """Whose copy it is."""

    GROWER = "grower"
    BUYER = "buyer"


COPY_NAMES = {Copy.GROWER: "农户联", Copy.BUYER: "收购方联"}


@dataclass(frozen=True, kw_only=True)
class SlipFace:
    """Grams are whole. `total_g`: what the household delivered to this buyer in the season, this delivery the last.

    `left_g`: what it may still deliver to anybody, when printed. `name`, `address`: for the grower's copy alone; her
    slip is her own, and the buyer's copy lies in an office. `household`: None for a dealer's load.
    """

    producer: str
    number: str
    household: str | None
    name: str | None
    weighed_at: datetime
    cover: str
    grade: str
    gross_g: int
    tare_g: int
    deduction_g: int
    net_g: int
    fen_per_jin: int | None
    season: int
    total_g: int
    left_g: int
    ordinal: int
    printed_at: datetime
    address: str | None

    @property
    def is_reprint(self) -> bool:
        """Whether it was printed before."""
        return self.ordinal > 1

    def heading(self, copy: Copy) -> str:
        """农户联, or 农户联（补打第 1 次）."""
        again = f"（补打第 {self.ordinal - 1} 次）" if self.is_reprint else ""
        return COPY_NAMES[copy] + again

    def facts(self, copy: Copy) -> Iterator[tuple[str, str]]:
        """Whose it is, of when and of what."""
        yield "单号", self.number
        yield "户号", self.household or "无（收购商的货）"
        if copy is Copy.GROWER and self.name:
            yield "户主", self.name
        yield "过磅", moment(self.weighed_at)
        yield "方式", f"{self.cover} {self.grade}"

    def weights(self) -> Iterator[tuple[str, str]]:
        """What was taken to come to the net weight."""
        yield "毛重", both_units(self.gross_g)
        yield "皮重", both_units(self.tare_g)
        yield "扣杂", both_units(self.deduction_g)

    def payment(self) -> Iterator[tuple[str, str]]:
        """Nothing where no price was recorded."""
        if self.fen_per_jin is not None:
            yield "单价", f"{yuan(self.fen_per_jin)} 元/斤"
            yield "金额", f"{yuan(amount_fen(self.net_g, self.fen_per_jin))} 元"

    def season_so_far(self) -> Iterator[tuple[str, str]]:
        """Nothing for a dealer's load."""
        if self.household:
            yield f"{self.season} 产季累计交本单位", f"{jin(self.total_g)} 斤"
            yield "本季还可交", f"{jin(self.left_g)} 斤"


def both_units(grams: int) -> str:
    """84.5 斤 / 42.25 kg."""
    return f"{jin(grams)} 斤 / {kilograms(grams)} kg"


def kilograms(grams: int) -> str:
    """Grams in kilograms, without zeros that say nothing."""
    return f"{(Decimal(grams) / 1000).normalize():f}"


def moment(instant: datetime) -> str:
    """2026-03-20 06:30, in Shanghai."""
    return instant.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
