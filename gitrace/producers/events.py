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
