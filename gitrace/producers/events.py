"""What happens to producers. Public is only what the page of a lot shows anyway."""

from gitrace.ledger.events import Event, event


@event(
    "producer.registered",
    1,
    zh="登记 {producer} 号生产者",
    en="Producer {producer} registered",
)
class ProducerRegistered(Event):
    """A producer was entered; `unchecked_uscc`: its code fails its check and was entered with a reason."""

    producer: int
    producer_kind: str
    township: str
    unchecked_uscc: bool


@event("producer.changed", 1, zh="更改 {producer} 号生产者的登记", en="Register entry of producer {producer} changed")
class ProducerChangedOnce(Event):
    """As it was recorded before a reason was asked for."""

    producer: int


@event(
    "producer.changed",
    2,
    zh="更改 {producer} 号生产者的登记：{reason}",
    en="Register entry of producer {producer} changed: {reason}",
)
class ProducerChanged(Event):
    """Name, kind, township or food licence."""

    producer: int
    reason: str


@event(
    "producer.contact-recorded",
    1,
    zh="登记 {producer} 号生产者的联系方式",
    en="Contact of producer {producer} recorded",
)
class ContactRecorded(Event):
    """Whom to call; the words themselves are in the personal row."""

    producer: int


@event(
    "producer.contact-replaced",
    1,
    zh="更换 {producer} 号生产者的联系方式：{reason}",
    en="Contact of producer {producer} replaced: {reason}",
)
class ContactReplaced(Event):
    """The same where there was one; what it was is in the person's annex part."""

    producer: int
    reason: str


@event(
    "producer.authorised",
    1,
    public=True,
    zh="{name}（{uscc}）获准使用专用标志，{from_day} 至 {until_day}，品类 {forms}，公告号 {announcement}",
    en="{name} ({uscc}) may use the mark from {from_day} to {until_day} for {forms}, announcement {announcement}",
)
class ProducerAuthorised(Event):
    """An organisation's authorisation. `forms`: codes joined by spaces; `announcement` is empty while not entered."""

    producer: int
    uscc: str
    name: str
    forms: str
    announcement: str
    from_day: str
    until_day: str


@event(
    "producer.individual-authorised",
    1,
    zh="个体户 {producer} 号生产者获准使用专用标志，{from_day} 至 {until_day}，品类 {forms}，公告号 {announcement}",
    en="Producer {producer}, an individual, may use the mark from {from_day} to {until_day} for {forms}",
)
class IndividualAuthorised(Event):
    """The same of an individual (USCC 92…), whose code and name are a person's."""

    producer: int
    forms: str
    announcement: str
    from_day: str
    until_day: str


@event(
    "producer.authorisation-withdrawn",
    1,
    zh="{producer} 号生产者自 {from_day} 起的用标核准于 {withdrawn_on} 撤销：{reason}",
    en="Authorisation of producer {producer} from {from_day} withdrawn on {withdrawn_on}: {reason}",
)
class AuthorisationWithdrawn(Event):
    """From `withdrawn_on` on it is not in force."""

    producer: int
    from_day: str
    withdrawn_on: str
    reason: str


@event(
    "producer.label-use-stopped",
    1,
    zh="暂停 {producer} 号生产者的标签使用：{reason}",
    en="Label use of producer {producer} stopped: {reason}",
)
class LabelUseStopped(Event):
    """The county supplies no labels and lets none be put in use."""

    producer: int
    reason: str


@event(
    "producer.label-use-restored",
    1,
    zh="恢复 {producer} 号生产者的标签使用：{reason}",
    en="Label use of producer {producer} restored: {reason}",
)
class LabelUseRestored(Event):
    """Labels may be made and put in use again."""

    producer: int
    reason: str


@event(
    "producer.listed",
    1,
    zh="{producer} 号生产者列入严重违法失信名单，决定书 {decision}：{ground}",
    en="Producer {producer} put on the serious-violation list, decision {decision}: {ground}",
)
class ProducerListed(Event):
    """By whose decision, on which ground."""

    producer: int
    decision: str
    ground: str


@event(
    "producer.unlisted",
    1,
    zh="{producer} 号生产者移出严重违法失信名单：{reason}",
    en="Producer {producer} taken off the serious-violation list: {reason}",
)
class ProducerUnlisted(Event):
    """Removed on the national system, and here on the same day."""

    producer: int
    reason: str


@event(
    "producer.first-season-set",
    1,
    zh="{producer} 号生产者首季可存放标签数定为 {labels}",
    en="Producer {producer} may keep {labels} labels on hand in its first season",
)
class FirstSeasonSetOnce(Event):
    """As it was recorded before a reason was asked for."""

    producer: int
    labels: int


@event(
    "producer.first-season-set",
    2,
    zh="{producer} 号生产者首季可存放标签数定为 {labels}：{reason}",
    en="Producer {producer} may keep {labels} labels on hand in its first season: {reason}",
)
class FirstSeasonSet(Event):
    """The cap while there are no busiest days to reckon from; 0 forbids printing ahead."""

    producer: int
    labels: int
    reason: str


@event(
    "producer.mark-applied",
    1,
    zh="{producer} 号生产者提交用标申请，品类 {forms}，附文件 {documents} 份",
    en="Producer {producer} applied for the mark for {forms}, with {documents} documents",
)
class MarkApplied(Event):
    """An application was filed; what it says in words and its documents are in its rows."""

    producer: int
    application: int
    forms: str
    documents: int


@event(
    "producer.application-forwarded",
    1,
    zh="{producer} 号生产者的用标申请初审通过，已上报",
    en="Application of producer {producer} passed the first check and was forwarded",
)
class ApplicationForwarded(Event):
    """The county found it complete and sent it up; the decision is not the county's."""

    producer: int
    application: int


@event(
    "producer.application-refused",
    1,
    zh="{producer} 号生产者的用标申请未通过",
    en="Application of producer {producer} refused",
)
class ApplicationRefused(Event):
    """By the county or above; the reason is in the row."""

    producer: int
    application: int


@event(
    "producer.application-approved",
    1,
    zh="{producer} 号生产者的用标申请已获公告核准",
    en="Application of producer {producer} approved by announcement",
)
class ApplicationApproved(Event):
    """The announcement was recorded, as an authorisation of its own."""

    producer: int
    application: int


@event(
    "producer.application-withdrawn",
    1,
    zh="{producer} 号生产者撤回用标申请",
    en="Application of producer {producer} withdrawn",
)
class ApplicationWithdrawn(Event):
    """By the applicant, before it was forwarded."""

    producer: int
    application: int


@event(
    "scale.registered",
    1,
    zh="登记衡器 {number}，有效期至 {valid_until}",
    en="Scale {number} registered, valid until {valid_until}",
)
class ScaleRegistered(Event):
    """A scale with its certificate of verification."""

    producer: int
    scale: int
    number: str
    certificate: str
    verified_on: str
    valid_until: str


@event(
    "scale.verified",
    1,
    zh="衡器 {number} 重新检定，有效期至 {valid_until}",
    en="Scale {number} verified anew, valid until {valid_until}",
)
class ScaleVerified(Event):
    """A new certificate of verification."""

    producer: int
    scale: int
    number: str
    certificate: str
    verified_on: str
    valid_until: str


@event("scale.corrected", 1, zh="更正衡器 {number}：{reason}", en="Scale {number} corrected: {reason}")
class ScaleCorrected(Event):
    """A typing mistake put right, while no label rested on what was weighed."""

    producer: int
    scale: int
    number: str
    reason: str


@event(
    "trade-item.registered",
    1,
    public=True,
    zh="登记商品 {gtin} {name}，{net_content}",
    en="Trade item {gtin} {name}, {net_content}, registered",
)
class TradeItemRegistered(Event):
    """A pack under its GTIN."""

    gtin: str
    name: str
    form: str
    net_content: str


@event("trade-item.retired", 1, zh="停用商品 {gtin}", en="Trade item {gtin} retired")
class TradeItemRetiredOnce(Event):
    """As it was recorded before a reason was asked for."""

    gtin: str


@event("trade-item.retired", 2, zh="停用商品 {gtin}：{reason}", en="Trade item {gtin} retired: {reason}")
class TradeItemRetired(Event):
    """No new labels are made for it; those in use stay good."""

    gtin: str
    reason: str
