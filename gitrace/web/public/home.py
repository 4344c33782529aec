"""The front page: what this is, and three boxes, for a code that was pasted, for a label read by eye and for one that
was photographed.
"""

import logging
from typing import Any

import sqlalchemy as sa
from flask import Response, make_response, redirect, request
from pydantic import BaseModel, Field
from werkzeug.datastructures import MultiDict

from gitrace import clock
from gitrace.errors import Refusal, Unavailable
from gitrace.identifiers.digital_link import DigitalLink
from gitrace.labels.asking import answer_for
from gitrace.labels.verdict import Verdict, asked_by_hand
from gitrace.scans.stopped import Stops, count_stops
from gitrace.storage import reading
from gitrace.symbols.camera import texts_in_photo
from gitrace.web.doors import EVERYONE, may_enter, takes_file
from gitrace.web.forms import Form
from gitrace.web.installation import store
from gitrace.web.language import in_asked_language
from gitrace.web.origin import public_form
from gitrace.web.public import public
from gitrace.web.public.darkroom import MOST_BYTES, MOST_SENT, develop, sent_photo
from gitrace.web.public.label import or_unverifiable
from gitrace.web.public.pasted import link_from_pasted
from gitrace.web.public.photographed import links_in_photo
from gitrace.web.public.saying import say, say_unknown_lot
from gitrace.web.public.verdict_words import saying

log = logging.getLogger(__name__)

MOST_SHOWN = 12
"""Labels of one photograph that its sender may choose from: a whole shelf is no question."""


class AskCode(BaseModel):
    """The box for a whole code."""

    code: str = Field(
        title="标签编码", description="粘贴网址，或照标签下方的文字输入 (01)… (10)… (21)…", max_length=300
    )


class AskLabel(BaseModel):
    """What a person reads off a label."""

    lot: str = Field(title="批次号", description="形如 CY260312A001", max_length=60)
    serial: str = Field(title="序列号", description="20 位字母和数字；大小写、空格都可以。", max_length=80)


class AskPhoto(BaseModel):
    """A photograph of a label."""

    photo: str = Field(default="", title="标签照片", description="拍清楚二维码即可，最大 8 MB；只用来读码，不保存。")


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
            return _go(link_from_pasted(pasted.command().code, _our_hosts()))
    elif read.sent:
        with read.answering():
            return _answer_read(read.command())
    return _page(pasted, read, Form(AskPhoto, source=MultiDict()), asked=read if read.sent else pasted)


@public.post("/")
@may_enter(EVERYONE)
@public_form
@takes_file(MOST_SENT)
def read_photo() -> Response:
    """Read the label in a photograph, and on to its address; of several, which. The photograph is not kept."""
    photo = Form(AskPhoto)
    with photo.answering():
        links = _photographed()
        return _go(links[0]) if len(links) == 1 else photo.page("public/which_label.html", links=links[:MOST_SHOWN])
    return _page(Form(AskCode, source=MultiDict()), Form(AskLabel, source=MultiDict()), photo, asked=photo)


def _photographed() -> list[DigitalLink]:
    content = sent_photo("photo")
    if content is None:
        raise Refusal("missing", "请拍一张标签的照片，或选一张。", "photo")
    return links_in_photo(develop(texts_in_photo, content, "photo", MOST_BYTES), _our_hosts())


def _page(pasted: Form[AskCode], read: Form[AskLabel], photo: Form[AskPhoto], *, asked: Form[Any]) -> Response:
    return asked.page("public/home.html", pasted=pasted, read=read, photo=photo, stops=_stops())


def _our_hosts() -> set[str]:
    return {store().settings.label_host, request.host.lower()}


def _stops() -> Stops | None:
    """None when they cannot be read now: the boxes are shown all the same."""
    try:
        with reading(store()) as session:
            return count_stops(session)
    except (Unavailable, sa.exc.SQLAlchemyError) as passing:
        log.warning("recalls cannot be read: %s", type(passing).__name__)
        return None


def _answer_read(label: AskLabel) -> Response:
    asked = asked_by_hand(label.lot, label.serial)
    with reading(store()) as session:
        answer = answer_for(session, asked, store().keys, clock.shanghai_day(clock.now()))
    if answer.gtin is not None:
        return _go(DigitalLink(answer.gtin, asked.lot, asked.serial))
    return say_unknown_lot() if answer.verdict is Verdict.UNKNOWN_LOT else say(saying(answer.verdict))


def _go(link: DigitalLink) -> Response:
    return make_response(redirect(in_asked_language(link.path), 303))
