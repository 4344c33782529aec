"""The first page of a large print: what is in it, for whoever prints it and whoever takes it over."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from gitrace.clock import SHANGHAI
from gitrace.printing.face import LabelFace
from gitrace.printing.facts import SMALLEST_LATIN
from gitrace.printing.imposition import Imposition
from gitrace.typesetting.fitting import largest_size, shortened
from gitrace.typesetting.geometry import Text, points
from gitrace.typesetting.typeface import Typeface

_LARGEST = points(130)
_LEADING = 165
"""Hundredths of a line's size from one line to the next."""


def cover_lines(
    first: LabelFace, last: LabelFace, imposition: Imposition, *, run: str, made_on: datetime
) -> Sequence[str]:
    """The lines of a cover, its title first. `run`: the run's id; `made_on`: when it was let to the printer."""
    wishes, stock = imposition.wishes, imposition.stock
    copies = f"，每枚 {wishes.copies} 份" if wishes.copies > 1 else ""
    labels = last.number - first.number + 1
    unlike = "本页不是标签，不得贴用。" if stock.is_roll else "本页不是标签，可用普通纸打印；标签纸从第 2 页起。"
    return (
        f"标签清单　{first.lot}",
        f"序号 {first.plain_number}–{last.plain_number}，共 {labels} 枚{copies}",
        f"商品 {first.product}　{first.net_content}",
        f"商品条码 {first.gtin}",
        f"生产者 {first.producer}",
        f"第一枚 (21){first.serial}",
        f"最后一枚 (21){last.serial}",
        f"标签纸 {stock.dimensions}，{imposition.pages} 张",
        f"签发编号 {run}　{made_on.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
        f"官方域名 {first.domain}",
        unlike,
    )


def set_cover(lines: Sequence[str], page: tuple[int, int], letters: Typeface) -> Iterator[Text]:
    """The lines on a page, as large as all of them can be, whatever the page."""
    inset = min(page) // 14
    width, height = page[0] - 2 * inset, page[1] - 2 * inset
    most = min(_LARGEST, height * 100 // (_LEADING * len(lines)))
    for place, line in enumerate(lines):
        bold = place == 0
        cut = letters.bold if bold else letters.regular
        size = largest_size(cut, line, width, most=most, least=min(most, SMALLEST_LATIN)) or min(most, SMALLEST_LATIN)
        yield Text(inset, inset + most + most * _LEADING * place // 100, size, shortened(cut, line, size, width), bold)
