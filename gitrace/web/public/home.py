"""The front page: what this is, and two boxes, for a code that was pasted and for a label read by eye."""

from flask import Response, make_response, redirect, request
from pydantic import BaseModel, Field

from gitrace import clock
from gitrace.identifiers.digital_link import DigitalLink
from gitrace.labels.asking import answer_for
from gitrace.labels.verdict import Verdict, asked_by_hand
from gitrace.storage import reading
from gitrace.web.doors import EVERYONE, may_enter
from gitrace.web.forms import Form
from gitrace.web.installation import store
from gitrace.web.language import in_asked_language
from gitrace.web.public import public
from gitrace.web.public.label import or_unverifiable
from gitrace.web.public.pasted import link_from_pasted
from gitrace.web.public.saying import say, say_unknown_lot
from gitrace.web.public.verdict_words import saying


class AskCode(BaseModel):
    """The box for a whole code."""

    code: str = Field(
        title="标签编码", description="粘贴网址，或照标签下方的文字输入 (01)… (10)… (21)…", max_length=300
    )


class AskLabel(BaseModel):
    """What a person reads off a label."""

    lot: str = Field(title="批次号", description="形如 CY260312A001", max_length=60)
    serial: str = Field(title="序列号", description="20 位字母和数字；大小写、空格都可以。", max_length=80)


@public.get("/")
@may_enter(EVERYONE)
@or_unverifiable
def home() -> Response:
    """What gitrace is; with a code, or with lot and serial, on to the address that the label prints.

    A serial that names no label has no such address: its verdict is given here.
    """
    pasted, read = Form(AskCode, source=request.args), Form(AskLabel, source=request.args)
    if pasted.sent:
        with pasted.answering():
            return _go(link_from_pasted(pasted.command().code, {store().settings.label_host, request.host.lower()}))
    elif read.sent:
        with read.answering():
            return _answer_read(read.command())
    asked = read if read.sent else pasted
    return asked.page("public/home.html", pasted=pasted, read=read)


def _answer_read(label: AskLabel) -> Response:
    asked = asked_by_hand(label.lot, label.serial)
    with reading(store()) as session:
        answer = answer_for(session, asked, store().keys, clock.shanghai_day(clock.now()))
    if answer.gtin is not None:
        return _go(DigitalLink(answer.gtin, asked.lot, asked.serial))
    return say_unknown_lot() if answer.verdict is Verdict.UNKNOWN_LOT else say(saying(answer.verdict))


def _go(link: DigitalLink) -> Response:
    return make_response(redirect(in_asked_language(link.path), 303))
