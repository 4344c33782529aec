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
from gitrace.errors import Refusal
from gitrace.identifiers.digital_link import DigitalLink
from gitrace.identifiers.serial import LotKey, split
from gitrace.labels.tables import Run
from gitrace.profile.commands import profile_on
from gitrace.scans.devices import Traces
from gitrace.scans.judgement import Look
from gitrace.scans.recording import Label
from gitrace.scans.rules import TEN_MINUTES
from gitrace.scans.tables import PinTry, PinUse
from gitrace.storage import Store, keeping, reading

# One statement on both databases: two tries at once are two tries. A new day begins anew.
_COUNT = sa.text(
    "INSERT INTO pin_try AS t (lot, gtin, number, day, tries) VALUES (:lot, :gtin, :number, :day, 1) "
    "ON CONFLICT (lot, gtin, number) DO UPDATE SET "
    "tries = CASE WHEN t.day = excluded.day THEN t.tries + 1 ELSE 1 END, day = excluded.day RETURNING tries"
).bindparams(sa.bindparam("day", type_=sa.Date))

_ONE_USE = timedelta(seconds=TEN_MINUTES)


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
    """Count a try, then say whether it was right.

    Raises Refusal("pin-none" | "pin-tries" | "pin-wrong"), Unavailable.
    """
    key, label = _coated(store, link)
    with reading(store) as session:
        most = profile_on(session, shanghai_day(by.at)).labels.pin_tries_a_day.value
    tries = _count(store, label, by.at)
    if tries > most:
        raise Refusal("pin-tries", "这枚标签今天已输错 {most} 次，请明天再试。", "pin", most=most)
    if not key.has_pin(label.number, pin):
        raise Refusal(
            "pin-wrong", "验证码不对，请核对涂层下的六位数字。今天还可以输 {left} 次。", "pin", left=most - tries
        )
    return _note(store, label, by)


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


def _count(store: Store, label: Label, now: datetime) -> int:
    with keeping(store) as session:
        counted = session.connection().execute(_COUNT, {**label._asdict(), "day": shanghai_day(now)})
        return int(counted.scalar_one())


def _note(store: Store, label: Label, by: Typist) -> Used:
    with keeping(store) as session:
        of_label = sa.and_(*(getattr(PinTry, name) == value for name, value in label._asdict().items()))
        session.execute(sa.update(PinTry).where(of_label).values(tries=col(PinTry.tries) - 1))
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
    """Forget the tries of days that are over and uses that are old, of each label's first use all but its time."""
    session.execute(sa.delete(PinTry).where(col(PinTry.day) < shanghai_day(now)))
    earlier = aliased(PinUse)
    same = sa.and_(*(getattr(earlier, name) == getattr(PinUse, name) for name in ("lot", "gtin", "number")))
    has_earlier = sa.exists().where(same, earlier.id < col(PinUse.id))
    session.execute(sa.delete(PinUse).where(col(PinUse.at) < now - keep, has_earlier))
    named = sa.update(PinUse).where(col(PinUse.at) < now - keep, col(PinUse.device) != "")
    session.execute(named.values(device="", network="", region=""))
