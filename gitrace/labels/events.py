"""What happens to labels. Public are the numbers alone, which whoever holds a label may check; no reason, no person."""

from gitrace.ledger.events import Event, event


@event(
    "labels.issued",
    1,
    public=True,
    zh="签发批次 {lot} 商品 {gtin} 的标签，序号 {first} 至 {last}",
    en="Labels {first} to {last} of lot {lot}, item {gtin}, issued",
)
class LabelsIssued(Event):
    """A run, committed before anything of it is printed. `key_number`: of the label key."""

    lot: str
    gtin: str
    first: int
    last: int
    key_number: int


@event(
    "labels.reprinted",
    1,
    zh="批次 {lot} 商品 {gtin} 序号 {first} 至 {last} 的标签第 {prints} 次打印：{reason}",
    en="Labels {first} to {last} of lot {lot}, item {gtin}, printed for time {prints}: {reason}",
)
class LabelsReprinted(Event):
    """The same numbers may be printed once more."""

    lot: str
    gtin: str
    first: int
    last: int
    prints: int
    reason: str


@event(
    "labels.put-in-use",
    1,
    public=True,
    zh="启用批次 {lot} 商品 {gtin} 的标签，序号 {ranges}",
    en="Labels {ranges} of lot {lot}, item {gtin}, put in use",
)
class LabelsPutInUse(Event):
    """Grams of the lot now stand under these labels. `ranges`: first and last number of each."""

    lot: str
    gtin: str
    ranges: list[list[int]]


@event(
    "carton.weighed",
    1,
    public=True,
    zh="批次 {lot} 商品 {gtin} 序号 {number} 的整件净重 {grams} 克",
    en="Carton {number} of lot {lot}, item {gtin}, weighs {grams} g net",
)
class CartonWeighed(Event):
    """It was put in use with this weight, which its page shows."""

    lot: str
    gtin: str
    number: int
    grams: int


@event(
    "carton.reweighed",
    1,
    public=True,
    zh="批次 {lot} 商品 {gtin} 序号 {number} 的整件净重由 {before_g} 克更正为 {grams} 克",
    en="Net weight of carton {number} of lot {lot}, item {gtin}, corrected from {before_g} g to {grams} g",
)
class CartonReweighed(Event):
    """What it took of the lot was put right with it."""

    lot: str
    gtin: str
    number: int
    before_g: int
    grams: int


@event(
    "carton.filled",
    1,
    public=True,
    zh="批次 {lot} 商品 {gtin} 序号 {number} 的整件装有商品 {packs_gtin} 序号 {packs_first} 至 {packs_last}",
    en="Carton {number} of lot {lot}, item {gtin}, holds {packs_first} to {packs_last} of item {packs_gtin}",
)
class CartonFilled(Event):
    """It was put in use with these packs in it, as its page says."""

    lot: str
    gtin: str
    number: int
    packs_gtin: str
    packs_first: int
    packs_last: int


@event(
    "labels.voided",
    1,
    public=True,
    zh="作废批次 {lot} 商品 {gtin} 的标签，序号 {ranges}",
    en="Labels {ranges} of lot {lot}, item {gtin}, voided",
)
class LabelsVoided(Event):
    """They should be on no goods any more; why is in the rows."""

    lot: str
    gtin: str
    ranges: list[list[int]]


@event(
    "labels.returned",
    1,
    public=True,
    zh="退回注销批次 {lot} 商品 {gtin} 的标签，序号 {ranges}",
    en="Labels {ranges} of lot {lot}, item {gtin}, returned unused",
)
class LabelsReturned(Event):
    """They were never used, were handed back and should be on no goods."""

    lot: str
    gtin: str
    ranges: list[list[int]]
