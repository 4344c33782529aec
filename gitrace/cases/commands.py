"""反映问题: a shopper writes, a regulator deals with it. No complaint in law: those go by 12315."""

from datetime import datetime
from pathlib import Path
from secrets import token_hex

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import select

from gitrace.batches.tables import Batch
from gitrace.cases.events import MessageHandled, MessageReceived
from gitrace.cases.queries import the_message
from gitrace.cases.rules import MESSAGES_FROM_A_NETWORK, page_written_on, receipt_number, require_unhandled, subject_of
from gitrace.cases.tables import Message, MessagePhoto
from gitrace.clock import shanghai_day
from gitrace.identifiers.entries import Words
from gitrace.people.acting import require_overseer
from gitrace.people.guessing import count_guess
from gitrace.scans.devices import network_digest
from gitrace.storage import Store
from gitrace.storage.files import StoredFile
from gitrace.work import Actor, Work

SHOPPER = Actor("shopper", role="shopper")
"""Somebody without an account."""


class SendMessage(BaseModel):
    """What a shopper writes. All of it can be erased by law."""

    model_config = ConfigDict(frozen=True)

    text: str = Field(
        title="请写明情况",
        description="例如：包装与页面不符、商品异常、标签破损或重复。",
        min_length=1,
        max_length=2000,
    )
    place: str | None = Field(None, title="在哪里买的", description="店名、市场或网店。", max_length=200)
    photo: str | None = Field(
        default=None, title="照片", description="标签、包装或购物凭证，一张，最大 8 MB；拍摄地点等信息会去掉。"
    )
    """The file itself comes beside the command."""
    contact: str | None = Field(
        None, title="联系方式", description="留下电话或邮箱才能回复您；只供监管人员联系您使用。", max_length=100
    )
    about: str | None = Field(None, title="标签页面", max_length=200)


class HandleMessage(BaseModel):
    """How a message was dealt with."""

    model_config = ConfigDict(frozen=True)

    note: Words = Field(title="处理情况", description="只供监管人员查看。")


def count_message(store: Store, address: str | None, now: datetime) -> None:
    """Count one more message from a network before it is taken. Raises Refusal("too-many-tries"), Unavailable."""
    home: Path = store.settings.home
    count_guess(store, {f"message:{network_digest(home, address, now)}": MESSAGES_FROM_A_NETWORK}, now)


def send_message(work: Work, form: SendMessage, photo: StoredFile | None = None) -> Message:
    """Take a message in, with a photograph where one was sent; its writer is given the number."""
    link = page_written_on(form.about)
    lot = link.lot if link else None
    if lot and work.session.exec(select(Batch.id).where(Batch.lot == lot)).first() is None:
        lot = None
    message = Message(
        salt=token_hex(16),
        number=receipt_number(shanghai_day(work.now)),
        lot=lot,
        address=link.path if link else None,
        text=form.text,
        place=form.place,
        contact=form.contact,
        received_at=work.now,
    )
    work.session.add(message)
    work.session.flush()
    rows: list[Message | MessagePhoto] = [message, *([_photo(work, message, photo)] if photo else [])]
    received = MessageReceived(number=message.number, lot=lot)
    work.record(received, subject=subject_of(message.number), rows=rows, touches=[f"lot:{lot}"] if lot else [])
    return message


def _photo(work: Work, message: Message, file: StoredFile) -> MessagePhoto:
    photo = MessagePhoto(message_id=message.id, salt=token_hex(16), file_sha256=file.sha256, file_bytes=file.size)
    work.session.add(photo)
    work.session.flush()
    return photo


def handle_message(work: Work, number: str, form: HandleMessage) -> Message:
    """Note how a message was dealt with. Raises Refusal("regulator-only" | "no-such-message" | "handled-already")."""
    require_overseer(work.actor)
    message = the_message(work.session, number)
    require_unhandled(message.handled_at is not None)
    message.handled_at, message.handled_note = work.now, form.note
    work.session.add(message)
    work.record(MessageHandled(number=number), subject=subject_of(number), rows=[message])
    return message
