"""What a household's card shows, as plain values."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class CardFace:
    """No name: a lost card tells nobody whose it is but the village that issued it.

    `address`: of the household's own page, on the back, for her alone. The front has a symbol of the bare number for
    the scale, so that no buyer's scanner ever reads the address.
    """

    title: str
    number: str
    village: str
    issued_on: date
    address: str
    domain: str

    @property
    def front(self) -> tuple[str, ...]:
        """Below title and number."""
        return self.village, f"发卡 {self.issued_on.isoformat()}", "过磅时给这面"

    @property
    def back(self) -> tuple[str, ...]:
        """Beside the symbol, a line each."""
        return (
            "微信扫一扫，看自己",
            "交了多少、还可交多少。",
            "不是您交的，点",
            "“这不是我交的”。",
            "这一面自己留着看，",
            "别给人扫、别拍照。",
            "卡丢了找村里换，旧卡作废。",
        )
