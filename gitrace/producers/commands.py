"""Registering a producer, changing its entry, recording whom to call, and the figure of its first season."""

from secrets import token_hex

from pydantic import BaseModel, Field
from sqlmodel import select

from gitrace.clock import shanghai_day
from gitrace.errors import Refusal
from gitrace.identifiers.entries import Line, Words, tidy_code
from gitrace.people.acting import require_manager, require_overseer
from gitrace.producers import events
from gitrace.producers.queries import contact_of, the_producer
from gitrace.producers.rules import registrable_uscc
from gitrace.producers.tables import Producer, ProducerContact, ProducerKind
from gitrace.profile.commands import profile_on
from gitrace.profile.rules import refuse_township
from gitrace.work import Work


class RegisterProducer(BaseModel):
    """A producer enters the register; its authorisation is recorded apart."""

    uscc: str = Field(title="统一社会信用代码", description="18 位，照营业执照填写。", max_length=40)
    uscc_reason: Words | None = Field(
        default=None,
        title="校验位不符仍登记的理由",
        description="只有少数早期代码校验位不符；请先对照营业执照核对，再写明理由。",
    )
    name: Line = Field(title="名称")
    kind: ProducerKind = Field(title="类型")
    township: str = Field(title="所在乡镇")
    food_licence: Line | None = Field(default=None, title="食品生产许可证编号", description="SC 开头；只卖鲜笋的不填。")


class ChangeProducer(BaseModel):
    """The entry as it shall read, and why; the code stays."""

    producer_id: int
    reason: Words = Field(title="更改理由", description="只写事由，不写姓名、电话和证件号码。")
    name: Line = Field(title="名称")
    kind: ProducerKind = Field(title="类型")
    township: str = Field(title="所在乡镇")
    food_licence: Line | None = Field(default=None, title="食品生产许可证编号", description="SC 开头；只卖鲜笋的不填。")


class RecordContact(BaseModel):
    """Whom to call, and where; why, where somebody else stands there already."""

    producer_id: int
    name: Line | None = Field(default=None, title="联系人")
    phone: Line | None = Field(default=None, title="电话")
    address: Line | None = Field(default=None, title="地址")
    reason: Words | None = Field(default=None, title="更换理由", description="只写事由，不写姓名、电话和证件号码。")


class SetFirstSeason(BaseModel):
    """How many labels a producer may keep on hand while there are no busiest days to reckon from."""

    producer_id: int
    labels: int = Field(title="首季可存放标签数", description="枚；0 表示不得提前印制。", ge=0, le=1_000_000)
    reason: Words = Field(title="核定理由", description="如预计产量、签约农户数、包装能力。")


def producer_subject(producer_id: int) -> str:
    """`producer:3`."""
    return f"producer:{producer_id}"


def register_producer(work: Work, form: RegisterProducer) -> Producer:
    """Enter a producer. Raises Refusal("regulator-only" | "invalid-uscc" | "duplicate" | "outside-area")."""
    require_overseer(work.actor)
    uscc, reason = registrable_uscc(form.uscc, form.uscc_reason)
    if work.session.exec(select(Producer.id).where(Producer.uscc == uscc)).first() is not None:
        raise Refusal("duplicate", "统一社会信用代码 {uscc} 已经登记。", "uscc", uscc=uscc)
    _require_township(work, form.township)
    producer = Producer(
        uscc=uscc,
        uscc_reason=reason,
        name=form.name,
        kind=form.kind,
        township=form.township,
        food_licence=_licence(form.food_licence),
    )
    work.session.add(producer)
    work.session.flush()
    registered = events.ProducerRegistered(
        producer=producer.id, producer_kind=form.kind, township=form.township, unchecked_uscc=reason is not None
    )
    work.record(registered, subject=producer_subject(producer.id), rows=[producer])
    return producer


def change_producer(work: Work, form: ChangeProducer) -> Producer:
    """Change name, kind, township or food licence. Raises Refusal("regulator-only" | "outside-area")."""
    require_overseer(work.actor)
    producer = the_producer(work.session, form.producer_id)
    _require_township(work, form.township)
    producer.name, producer.kind, producer.township = form.name, form.kind, form.township
    producer.food_licence = _licence(form.food_licence)
    work.session.add(producer)
    changed = events.ProducerChanged(producer=producer.id, reason=form.reason)
    work.record(changed, subject=producer_subject(producer.id), rows=[producer])
    return producer


def record_contact(work: Work, form: RecordContact) -> ProducerContact:
    """Record or replace the contact; by the producer's manager or a regulator.

    Raises Refusal("not-yours" | "manager-only" | "reason-missing").
    """
    require_manager(work.actor, form.producer_id)
    the_producer(work.session, form.producer_id)
    known = contact_of(work.session, form.producer_id)
    contact = known or ProducerContact(producer_id=form.producer_id, salt=token_hex(16))
    contact.name, contact.phone, contact.address = form.name, form.phone, form.address
    work.session.add(contact)
    work.session.flush()
    recorded = _replaced(form) if known else events.ContactRecorded(producer=form.producer_id)
    work.record(recorded, subject=producer_subject(form.producer_id), rows=[contact])
    return contact


def set_first_season(work: Work, form: SetFirstSeason) -> Producer:
    """Set the cap of the first season. Raises Refusal("regulator-only")."""
    require_overseer(work.actor)
    producer = the_producer(work.session, form.producer_id)
    producer.first_season_labels = form.labels
    work.session.add(producer)
    settled = events.FirstSeasonSet(producer=producer.id, labels=form.labels, reason=form.reason)
    work.record(settled, subject=producer_subject(producer.id), rows=[producer])
    return producer


def _replaced(form: RecordContact) -> events.ContactReplaced:
    if form.reason is None:
        raise Refusal("reason-missing", "更换已登记的联系方式，请写明理由。", "reason")
    return events.ContactReplaced(producer=form.producer_id, reason=form.reason)


def _require_township(work: Work, township: str) -> None:
    refuse_township(township, profile_on(work.session, shanghai_day(work.now)))


def _licence(text: str | None) -> str | None:
    return tidy_code(text) if text else None
