"""What happens to villages' lists. All restricted: an outsider reads that something was recorded."""

from gitrace.ledger.events import Event, event


@event(
    "village-list.drafted", 1, zh="拟定 {season} 产季{village}名册", en="List of {village} for season {season} drafted"
)
class ListDrafted(Event):
    """A village began its list."""

    season: int
    township: str
    village: str


@event(
    "village-list.line-put",
    1,
    zh="名册列入地块 {number}，亩产 {kg_per_mu} 公斤",
    en="Plot {number} put on the list at {kg_per_mu} kg/mu",
)
class LinePut(Event):
    """A plot was claimed, or its claim changed, while the list was a draft."""

    plot: int
    number: str
    kg_per_mu: str
    grams: int


@event("village-list.line-dropped", 1, zh="名册划去地块 {number}", en="Plot {number} taken off the list")
class LineDropped(Event):
    """A claim was taken back while the list was a draft."""

    plot: int
    number: str


@event(
    "village-list.published",
    1,
    zh="名册公示，自 {from_day} 至 {until_day}",
    en="List put on public notice from {from_day} to {until_day}",
)
class ListPublished(Event):
    """On the village's board, both days included. `lines`: plots on it."""

    from_day: str
    until_day: str
    lines: int
    grams: int


@event("village-list.checked", 1, zh="镇审核名册", en="List checked by the township")
class ListChecked(Event):
    """The township found nothing against it after the notice."""

    lines: int
    grams: int


@event("village-list.returned", 1, zh="名册退回重拟，原状态 {state}", en="List sent back, it was {state}")
class ListReturned(Event):
    """Back to the village's draft; why stands in the row. `state`: where it stood."""

    state: str


@event(
    "village-list.certified", 1, zh="县核定名册，共 {lines} 个地块", en="List certified by the county, {lines} plots"
)
class ListCertified(Event):
    """Every line's yield is certified; each has an event of its own."""

    lines: int
    grams: int


@event("objection.recorded", 1, zh="登记对名册的异议", en="Objection to a list recorded")
class ObjectionRecorded(Event):
    """Who objects and why is in the objector's annex part."""

    list_id: int


@event("objection.settled", 1, zh="异议办结", en="Objection settled")
class ObjectionSettled(Event):
    """`upheld`: whether it was found right."""

    list_id: int
    upheld: bool


@event("area-figure.recorded", 1, zh="登记 {season} 产季面积与定额", en="Area and norms of season {season} recorded")
class AreaFigureRecorded(Event):
    """Figures of the county, a township or a village, with their source in the row."""

    season: int
    township: str
    village: str
