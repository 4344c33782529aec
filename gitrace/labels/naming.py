"""Labels named at the bench: by what a hand scanner types (the address in the symbol), by serial, by plain number.

What a scanner reads says which pack it is too, and is proved: a label that this lot never issued names nothing.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from sqlmodel import Session, select

from gitrace.batches.queries import the_batch
from gitrace.clock import shanghai_day
from gitrace.errors import Refusal
from gitrace.identifiers.digital_link import parse_address
from gitrace.identifiers.entries import Code
from gitrace.identifiers.gtin import to_gtin14
from gitrace.identifiers.serial import GREATEST_NUMBER
from gitrace.labels.asking import answer_for
from gitrace.labels.tables import Run
from gitrace.labels.verdict import Asked, asked_by_hand, asked_by_link
from gitrace.storage import Keys
from gitrace.work import Work

_PLAIN = re.compile(r"\d{1,8}")
_HINT = "扫二维码，或填标签上的序号。"


def _tidy(value: object) -> object:
    return unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) else value


LabelName = Annotated[str, StringConstraints(min_length=1, max_length=300), BeforeValidator(_tidy)]
"""An address, a serial or a plain number."""


class NamedRange(BaseModel):
    """Labels of one lot and pack, from one to another, both included."""

    model_config = ConfigDict(frozen=True)

    lot: Code = Field(title="批次号")
    gtin: Code | None = Field(default=None, title="商品")
    first: LabelName = Field(title="第一枚", description=_HINT)
    last: LabelName = Field(title="最后一枚", description="只有一枚的，再扫一次同一枚。")


@dataclass(frozen=True)
class Named:
    """A label by its number; `gtin` is None where a plain number was typed."""

    number: int
    gtin: str | None = None


def numbers_of(work: Work, form: NamedRange) -> dict[str, str | int]:
    """The fields of a `NumberRange`: which pack, and its numbers.

    Raises as `Bench.label`, and Refusal("other-pack" | "pack-unknown").
    """
    bench = Bench(work.session, work.store.keys, form.lot, shanghai_day(work.now))
    first, last = bench.label(form.first, "first"), bench.label(form.last, "last")
    gtin = _one_pack(work.session, form, first, last)
    return {"lot": form.lot, "gtin": gtin, "first": first.number, "last": last.number}


@dataclass(frozen=True)
class Bench:
    """Where labels of one lot are read."""

    session: Session
    keys: Keys
    lot: str
    today: date

    def label(self, text: str, field: str) -> Named:
        """One label of this lot. Raises Refusal("label-unreadable" | "other-lot" | "label-not-issued")."""
        not_issued = Refusal("label-not-issued", "本批次没有签发过这枚标签，请核对。", field)
        if _PLAIN.fullmatch(text):
            if not 1 <= int(text) <= GREATEST_NUMBER:
                raise not_issued
            return Named(int(text))
        asked = _asked(text, self.lot, field)
        if asked.lot != self.lot:
            raise Refusal("other-lot", "这枚标签是批次 {lot} 的，不是本批次的。", field, lot=asked.lot)
        answer = answer_for(self.session, asked, self.keys, self.today)
        if answer.number is None:
            raise not_issued
        return Named(answer.number, answer.gtin)


def _asked(text: str, lot: str, field: str) -> Asked:
    try:
        # A scanner types as its keyboard stands; every printed address is in capitals.
        asked = asked_by_link(parse_address(text.upper())[1]) if "/" in text else asked_by_hand(lot, text)
    except Refusal:
        asked = None
    if asked is None:
        raise Refusal("label-unreadable", "没有认出这枚标签：请扫二维码，或照标签填序号。", field)
    return asked


def _one_pack(session: Session, form: NamedRange, first: Named, last: Named) -> str:
    asked = to_gtin14(form.gtin) if form.gtin else None
    packs = {gtin for gtin in (asked, first.gtin, last.gtin) if gtin is not None}
    if len(packs) > 1:
        raise Refusal("other-pack", "扫到的标签不是同一种商品。", "last" if asked is None else "gtin")
    if packs:
        return packs.pop()
    batch = the_batch(session, form.lot, "lot")
    known = session.exec(select(Run.gtin).where(Run.batch_id == batch.id).distinct()).all()
    if len(known) != 1:
        raise Refusal("pack-unknown", "请选择商品，或扫标签上的二维码。", "gtin")
    return known[0]
