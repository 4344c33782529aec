"""What happens to applications for the mark."""

from gitrace.ledger.events import Event, event


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
