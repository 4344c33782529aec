"""Label stock by its names: the house's and a producer's own."""

from gitrace.labels.sheets import STOCKS, Stock, stock_named
from gitrace.printing.own_stock import own_stocks
from gitrace.storage import reading
from gitrace.web.installation import store
from gitrace.web.language import said


def stock_choices(producer_id: int) -> list[tuple[str, str]]:
    """What may be chosen: a producer's own first, then rolls, which most packers have."""
    with reading(store()) as session:
        own = [(one.code, f"{one.name}（{stock_words(one.code)}）") for one in own_stocks(session, producer_id)]
    return own + [(one.code, stock_words(one.code)) for one in sorted(STOCKS.values(), key=lambda one: not one.is_roll)]


def stock_words(code: str) -> str:
    """What a stock is."""
    stock = stock_named(code)
    if stock.is_roll:
        return said("卷标 {size}", size=stock.dimensions)
    if _is_a4(stock):
        return said("A4，每张 {count} 枚（{size}）", count=stock.per_page, size=stock.dimensions)
    return said("每张 {count} 枚（{size}）", count=stock.per_page, size=stock.dimensions)


def _is_a4(stock: Stock) -> bool:
    return stock.page == (210_000, 297_000)
