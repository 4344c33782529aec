"""What happens to prints: what is ordered and handed out, and stock that is kept."""

from gitrace.ledger.events import Event, event


@event(
    "labels.print-ordered",
    1,
    zh="打印批次 {lot} 商品 {gtin} 序号 {first} 至 {last} 的标签（{form}）",
    en="Labels {first} to {last} of lot {lot}, item {gtin}, ordered for printing as {form}",
)
class PrintOrdered(Event):
    """The keeper draws them for the producer's own printer. `form`: of `gitrace.printing.forms`."""

    lot: str
    gtin: str
    first: int
    last: int
    form: str


@event(
    "labels.handed-out",
    1,
    zh="批次 {lot} 商品 {gtin} 序号 {first} 至 {last} 的标签编码交外部印制（{form}）",
    en="Codes {first} to {last} of lot {lot}, item {gtin}, handed out to be printed elsewhere as {form}",
)
class CodesHandedOut(Event):
    """For whom stands in the row: it may name a person's business."""

    lot: str
    gtin: str
    first: int
    last: int
    form: str


@event(
    "lot-code.taken-out",
    1,
    zh="取出批次 {lot} 商品 {gtin} 的批次码（{drawn_as}），供印膜、喷码",
    en="Code of lot {lot}, item {gtin}, taken out as {drawn_as} for film or inkjet",
)
class LotCodeTakenOut(Event):
    """The symbol of a lot, the same on all its packs. `drawn_as`: svg, png or pdf."""

    lot: str
    gtin: str
    drawn_as: str


@event("label-stock.kept", 1, zh="登记自有标签纸 {code}", en="Own label stock {code} kept")
class StockKept(Event):
    """A stock measured by the producer. Its name is in the row."""

    producer: int
    stock: int
    code: str


@event("label-stock.retired", 1, zh="停用自有标签纸 {code}", en="Own label stock {code} retired")
class StockRetired(Event):
    """It is no longer offered."""

    producer: int
    stock: int
    code: str


@event(
    "labels.document-drawn",
    1,
    public=True,
    zh="批次 {lot} 商品 {gtin} 序号 {first} 至 {last} 的标签文件（{form}）已生成，SHA-256 {sha256}",
    en="File of labels {first} to {last} of lot {lot}, item {gtin}, drawn as {form}, SHA-256 {sha256}",
)
class DocumentDrawn(Event):
    """The file that an order led to, `size` bytes: whoever is given it can tell that it is the one. `form`: of
    `gitrace.printing.forms`, `sealed`: an archive that only its passphrase opens.
    """

    lot: str
    gtin: str
    first: int
    last: int
    form: str
    sealed: bool
    size: int
    sha256: str
