"""What happens to lots. Public is only what a lot's page shows anyway; no delivery, no grams, no reason."""

from gitrace.ledger.events import Event, event


@event(
    "batch.opened",
    1,
    public=True,
    zh="开立批次 {lot}，{form}，{cover}，包装日期 {packed_on}",
    en="Lot {lot} opened: {form}, {cover}, packed on {packed_on}",
)
class BatchOpened(Event):
    """A lot was given its number; it may be opened before its packing day."""

    lot: str
    form: str
    cover: str
    packed_on: str
    producer: int


@event("batch.poured", 1, zh="批次 {lot} 投料 {grams} 克", en="{grams} g poured into lot {lot}")
class BatchPoured(Event):
    """Deliveries, or parts of them, went into a lot. `deliveries`: [key, grams, whole hours since weighing]."""

    lot: str
    grams: int
    deliveries: list[list[int]]
    profile_version: int


@event("batch.drawn", 1, zh="批次 {lot} 转出 {grams} 克：{to} {note}", en="{grams} g left lot {lot}: {to} {note}")
class BatchDrawn(Event):
    """Grams left a lot without a label; `to`: kind of account; `into_lot`: the processed lot they were made into."""

    lot: str
    to: str
    grams: int
    note: str
    into_lot: str


@event("batch.carried", 1, zh="批次 {lot} 结转 {grams} 克到 {to_lot}", en="{grams} g of lot {lot} carried to {to_lot}")
class BatchCarried(Event):
    """What was left of a lot went over into a later one."""

    lot: str
    to_lot: str
    grams: int


@event("batch.corrected", 1, zh="更正批次 {lot}：{reason}", en="Lot {lot} corrected: {reason}")
class BatchCorrected(Event):
    """Its grade or best-before date, while it had no labels."""

    lot: str
    reason: str


@event("batch.closed", 1, public=True, zh="批次 {lot} 结批", en="Lot {lot} closed")
class BatchClosed(Event):
    """Nothing is left in it; it takes and gives nothing more."""

    lot: str


@event(
    "batch.held", 1, public=True, zh="批次 {lot} 暂停标签使用（{hold}）", en="Labels of lot {lot} suspended ({hold})"
)
class BatchHeld(Event):
    """`hold`: check or safety. The reason stands in the row, for the regulator and the producer."""

    lot: str
    hold: str


@event(
    "batch.release-proposed",
    1,
    zh="{proposer} 号用户建议批次 {lot} 恢复标签使用，待另一人确认",
    en="User {proposer} proposed to release the labels of lot {lot}; another has to confirm",
)
class ReleaseProposed(Event):
    """The lot stays on hold until somebody else confirms. The reason stands in the row."""

    lot: str
    proposer: int


@event(
    "batch.release-withdrawn",
    1,
    zh="批次 {lot} 恢复标签使用的建议已撤回",
    en="Proposal to release the labels of lot {lot} withdrawn",
)
class ReleaseWithdrawn(Event):
    """By whoever proposed it; the lot stays on hold."""

    lot: str


@event("batch.released", 1, public=True, zh="批次 {lot} 恢复标签使用", en="Labels of lot {lot} released")
class BatchReleased(Event):
    """The hold is over."""

    lot: str


@event(
    "batch.recalled", 1, public=True, zh="批次 {lot} 召回，公告 {notice}", en="Lot {lot} recalled under notice {notice}"
)
class BatchRecalled(Event):
    """A recall of the lot was published."""

    lot: str
    notice: str
    issuer: str
    on: str


@event(
    "batch.recall-lifted",
    1,
    zh="批次 {lot} 解除召回（{notice}）：{reason}",
    en="Recall {notice} of lot {lot} lifted: {reason}",
)
class RecallLifted(Event):
    """The recall is over, or was published in error."""

    lot: str
    notice: str
    reason: str
