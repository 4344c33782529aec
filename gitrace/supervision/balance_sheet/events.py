"""The weekly statement. Public: sums of townships in which no single household can be told."""

from gitrace.ledger.events import Event, event


@event(
    "balance.week-told",
    1,
    public=True,
    zh="公布 {season} 产季公开账，截至 {week} 起的一周，按日志前 {entries} 条计",
    en="Balance of season {season} told up to the week of {week}, by the first {entries} entries of the log",
)
class WeekTold(Event):
    """Weights in grams; a township by its code, an empty one where a lot's is not known. `first_day`, `last_day`: of
    the season; `week`: the Monday of the last week counted; `entries`: how many of the log's were counted.

    Sums that rest on households are told where five or more changed them; of the rest the last statement stands:
    `certified` and `deficit` [code, households, grams] of the season; `loose` and `other` likewise, what was sold
    without a label and what else left without one; `delivered` [code, Monday, households, grams] of the weeks from
    that Monday, in place of what was told of any of them before. `waiting`: `delivered:421223103`, where something
    waits for a fifth household.

    What lots' own public entries tell is told whole: `labels` [code, issued, in use, grams under these, void], `lots`
    [code, packed, of these ever suspended], `calls` [code, deliveries drawn, called about].
    """

    season: int
    first_day: str
    last_day: str
    week: str
    entries: int
    certified: list[list[str | int]]
    delivered: list[list[str | int]]
    loose: list[list[str | int]]
    other: list[list[str | int]]
    deficit: list[list[str | int]]
    labels: list[list[str | int]]
    lots: list[list[str | int]]
    calls: list[list[str | int]]
    waiting: list[str]
