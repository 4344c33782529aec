"""The PIN under a scratch-off coat, 刮开涂层验证码: tries are counted before they are answered, the first right one
stays.

A code that lies open may be looked at by anybody; what lay under a coat is known to whoever scratched it. A second
right one is told as the fact that it is, and looked at by a person where it came from another network.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

import sqlalchemy as sa
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from gitrace.batches.tables import Batch
from gitrace.clock import shanghai_day
from gitrace.deliveries.queries import day_bounds
from gitrace.errors import Refusal
from gitrace.identifiers.digital_link import DigitalLink
from gitrace.identifiers.serial import LotKey, split
from gitrace.labels.tables import Run
from gitrace.people.guessing import counted_tries, give_back_try, guess_subject
from gitrace.profile.commands import profile_on
from gitrace.scans.devices import Traces
from gitrace.scans.judgement import Look
from gitrace.scans.rules import TEN_MINUTES
from gitrace.scans.scan import Label
from gitrace.scans.tables import PinUse
from gitrace.storage import Store, keeping, reading

_ONE_USE = timedelta(seconds=TEN_MINUTES)
_NETWORKS = 10
"""A label may be tried as often a day as this many networks may: somebody who tries one out spends her own tries, not
those of whoever bought it.
"""


def _digits(value: object) -> object:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", value)) if isinstance(value, str) else value


class TypePin(BaseModel):
    """What stands under the coat."""

    model_config = ConfigDict(frozen=True)

    about: str = Field(title="标签页面", max_length=200)
    pin: Annotated[str, BeforeValidator(_digits)] = Field(
        title="验证码", description="涂层下的六位数字。", max_length=20
    )


@dataclass(frozen=True)
class Typist:
    """Who types a PIN, as far as is kept, where and when; `region`: empty where not known."""

    traces: Traces
    region: str
    at: datetime


@dataclass(frozen=True)
class Used:
    """A right PIN. `first_at`: when it was typed first; `before`: by another device, or longer ago than a repeated
    tap.
    """

    first_at: datetime
    before: bool


def use_pin(store: Store, link: DigitalLink | None, pin: str, by: Typist) -> Used:
    """Count a try, then say whether it was right: never once the tries are used up, right or wrong.

    Raises Refusal("pin-none" | "pin-tries" | "pin-wrong"), Unavailable.
    """
    key, label = _coated(store, link)
    with reading(store) as session:
        most = profile_on(session, shanghai_day(by.at)).labels.pin_tries_a_day.value
    limits = {_subject(store, label, by.traces.network): most, _subject(store, label): _NETWORKS * most}
    left = most
    # The network first: a try that it has no more is none of the label's, or one network could use up everybody's.
    for subject, allowed in limits.items():
        (counted,) = counted_tries(store, [subject], by.at, until=day_bounds(shanghai_day(by.at))[1])
        left = min(left, allowed - counted.tries)
        if left < 0:
            raise Refusal("pin-tries", "这枚标签今天输错的次数已用完，请明天再试。", "pin")
    if not key.has_pin(label.number, pin):
        raise Refusal("pin-wrong", "验证码不对，请核对涂层下的六位数字。今天还可以输 {left} 次。", "pin", left=left)
    return _note(store, label, by, list(limits))


def _subject(store: Store, label: Label, network: str = "") -> str:
    return guess_subject(store, "pin", "\n".join([*map(str, label), network]))


def _coated(store: Store, link: DigitalLink | None) -> tuple[LotKey, Label]:
    """The label that an address proves to be one of a coated run, with its lot's key."""
    if link is not None and link.lot is not None and link.serial is not None:
        label = Label(link.lot, link.gtin, split(link.serial)[0])
        with reading(store) as session:
            key_number = session.exec(_coated_run(label)).one_or_none()
        if key_number is not None:
            key = LotKey.derive(store.keys.labels[key_number], label.gtin, label.lot)
            if key.made(link.serial):
                return key, label
    raise Refusal("pin-none", "这枚标签没有刮开涂层验证码。", "pin")


def _coated_run(label: Label) -> SelectOfScalar[int]:
    of_lot = select(Run.key_number).join(Batch, col(Batch.id) == col(Run.batch_id)).where(Batch.lot == label.lot)
    holding = of_lot.where(Run.gtin == label.gtin, col(Run.first) <= label.number, col(Run.last) >= label.number)
    return holding.where(col(Run.coated))


def _note(store: Store, label: Label, by: Typist, subjects: Sequence[str]) -> Used:
    with keeping(store) as session:
        give_back_try(session, subjects)
        before = _uses(session, label)
        again = [one for one in before if one.device == by.traces.device and by.at - one.at < _ONE_USE]
        if not again:
            session.add(PinUse(**label._asdict(), at=by.at, region=by.region, **by.traces._asdict()))
    # A tap repeated is the same use: the first one's owner is not told that somebody was before her.
    first = before[0] if before else None
    return Used(first.at, before=first not in again) if first else Used(by.at, before=False)


def _uses(session: Session, label: Label) -> Sequence[PinUse]:
    of_label = PinUse.lot == label.lot, PinUse.gtin == label.gtin, PinUse.number == label.number
    return session.exec(select(PinUse).where(*of_label).order_by(col(PinUse.at), col(PinUse.id))).all()


def used_again(session: Session, labels: Collection[Label]) -> set[Label]:
    """Those of some labels whose PIN was used more than once."""
    name = col(PinUse.lot), col(PinUse.gtin), col(PinUse.number)
    of_lots = sa.select(*name).where(name[0].in_({label.lot for label in labels}))
    found = session.execute(of_lots.group_by(*name).having(sa.func.count() > 1))
    return {Label(*row) for row in found} & set(labels)


def uses_of(session: Session, label: Label, since: datetime | None) -> list[Look]:
    """The first use of its PIN, and those that no decision has dealt with."""
    return [
        Look(one.at, one.network, one.region)
        for place, one in enumerate(_uses(session, label))
        if place == 0 or since is None or one.at > since
    ]


def forget_pins(session: Session, now: datetime, keep: timedelta) -> None:
    """Forget uses that are old, of each label's first all but its time."""
    earlier = aliased(PinUse)
    same = sa.and_(*(getattr(earlier, name) == getattr(PinUse, name) for name in ("lot", "gtin", "number")))
    has_earlier = sa.exists().where(same, earlier.id < col(PinUse.id))
    session.execute(sa.delete(PinUse).where(col(PinUse.at) < now - keep, has_earlier))
    named = sa.update(PinUse).where(col(PinUse.at) < now - keep, col(PinUse.device) != "")
    session.execute(named.values(device="", network="", region=""))
