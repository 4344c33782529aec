"""What happens to households, plots and their yields. All restricted: an outsider reads that something was recorded."""

from gitrace.ledger.events import Event, event


@event("household.registered", 1, zh="登记农户 {number}", en="Household {number} registered")
class HouseholdRegistered(Event):
    """A household was listed by its village. `contract_mu`: decimal text."""

    household: int
    number: str
    township: str
    contract_mu: str


@event("household.changed", 1, zh="更改农户 {number} 的登记", en="Register entry of household {number} changed")
class HouseholdChangedOnce(Event):
    """As it was recorded before a reason was asked for."""

    household: int
    number: str
    contract_mu: str


@event(
    "household.changed",
    2,
    zh="更改农户 {number} 的登记：{reason}",
    en="Register entry of household {number} changed: {reason}",
)
class HouseholdChanged(Event):
    """Name, telephone, village or contract area; what was there before is in the person's annex part."""

    household: int
    number: str
    contract_mu: str
    reason: str


@event(
    "household.succeeded",
    1,
    zh="农户 {number} 的 {plots} 个地块连同剩余核定产量转到户号 {successor}",
    en="{plots} plots of household {number} passed to household {successor} with what is left of their yield",
)
class HouseholdSucceeded(Event):
    """Plots changed hands; why is in the person's annex part. `left_g`: certified and not delivered, all seasons."""

    household: int
    number: str
    successor: str
    plots: int
    left_g: int
    closed: bool


@event("plot.corrected", 1, zh="更正地块 {number}，现为 {area_mu} 亩", en="Plot {number} corrected, now {area_mu} mu")
class PlotCorrected(Event):
    """Area or parcel number; what they were, and why, is in the person's annex part."""

    plot: int
    number: str
    area_mu: str


@event("plot.registered", 1, zh="登记地块 {number}，{area_mu} 亩", en="Plot {number} of {area_mu} mu registered")
class PlotRegistered(Event):
    """A plot of a household; where it lies is in the person's annex part."""

    plot: int
    number: str
    household: int
    township: str
    area_mu: str


@event(
    "yield.certified",
    1,
    zh="核定地块 {number} {season} 产季亩产 {kg_per_mu} 公斤，共 {grams} 克",
    en="Plot {number} certified for {kg_per_mu} kg/mu in season {season}, {grams} g",
)
class YieldCertifiedOnce(Event):
    """As it was recorded before it said by what it was certified."""

    plot: int
    number: str
    season: int
    kg_per_mu: str
    grams: int
    unusual: bool


@event(
    "yield.certified",
    2,
    zh="核定地块 {number} {season} 产季亩产 {kg_per_mu} 公斤，共 {grams} 克：{reason}",
    en="Plot {number} certified for {kg_per_mu} kg/mu in season {season}, {grams} g: {reason}",
)
class YieldCertified(Event):
    """What a plot may deliver in a season. `unusual`: above the yield that calls for a measured sample; `reason`: the
    list or sheet it follows, or why the county certified without one.
    """

    plot: int
    number: str
    season: int
    kg_per_mu: str
    grams: int
    unusual: bool
    reason: str


@event(
    "yield.changed",
    1,
    zh="地块 {number} {season} 产季核定亩产由 {before} 改为 {kg_per_mu} 公斤：{reason}",
    en="Certified yield of plot {number} in season {season} changed from {before} to {kg_per_mu} kg/mu: {reason}",
)
class YieldChanged(Event):
    """A certification was raised or lowered. Grams, ≥ 0:

    `uncovered_g`, delivered and no longer certified, as it stands now; of these `in_lots_g` flowed into packing lots
    and stand in their deficits, the rest left, or waits, without a label.
    """

    plot: int
    number: str
    season: int
    before: str
    kg_per_mu: str
    grams: int
    uncovered_g: int
    in_lots_g: int
    reason: str


@event(
    "record.entered",
    1,
    zh="登记生产记录 {number}",
    en="Production record {number} entered",
)
class RecordEntered(Event):
    """An input used on a plot."""

    plot: int
    number: str
    input_kind: str


@event("record.completed", 1, zh="补全生产记录 {number}", en="Production record {number} completed")
class RecordCompleted(Event):
    """What had been left blank was filled in. `changed`: the fields' names, joined by spaces."""

    plot: int
    number: str
    changed: str


@event("record.corrected", 1, zh="更正生产记录 {number}：{reason}", en="Production record {number} corrected: {reason}")
class RecordCorrected(Event):
    """What had been said was changed. `changed`: the fields' names, joined by spaces."""

    plot: int
    number: str
    changed: str
    reason: str


@event(
    "record.photographed",
    1,
    zh="拍照留存生产记录 {number} 的包装",
    en="Package of production record {number} photographed",
)
class RecordPhotographed(Event):
    """A photograph of the package; which one is in the household's annex part."""

    plot: int
    number: str


@event("input.registered", 1, zh="登记投入品第 {input} 号", en="Input product {input} registered")
class InputRegistered(Event):
    """What a package's label says. `producer`: whose own addition it is, 0 for the county."""

    input: int
    input_kind: str
    producer: int


@event("input.retired", 1, zh="停用投入品第 {input} 号", en="Input product {input} retired")
class InputRetired(Event):
    """It is no longer offered for new records."""

    input: int
