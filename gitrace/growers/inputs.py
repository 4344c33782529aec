"""The register of input products, 投入品登记: what a package's label says is keyed once, and is one tap from then on.

The county keeps one for all; a producer adds what it lacks, for itself alone. An entry is never changed, only retired:
records copied what it said.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col, select

from gitrace.clock import shanghai_day
from gitrace.errors import Refusal
from gitrace.growers import events
from gitrace.growers.rules import InputKind, banned_name
from gitrace.growers.tables import InputProduct
from gitrace.identifiers.entries import Line, tidy_code
from gitrace.people.acting import is_overseer, require_own
from gitrace.people.roles import PRODUCER
from gitrace.profile.commands import profile_on
from gitrace.work import Work

INTERVAL_HINT = "天；照农药标签，没有间隔要求的填 0。"


class RegisterInput(BaseModel):
    """What a package's label says."""

    model_config = ConfigDict(frozen=True)

    kind: InputKind = Field(title="类别")
    name: Line = Field(title="投入品名称", description="照标签写全：有效成分、剂型。")
    registration: Line | None = Field(default=None, title="登记证号", description="农药必填，照标签填写。")
    interval_days: int | None = Field(default=None, title="安全间隔期", description=INTERVAL_HINT, ge=0, le=365)


def input_subject(input_id: int) -> str:
    """`input:3`."""
    return f"input:{input_id}"


def register_input(work: Work, form: RegisterInput) -> InputProduct:
    """Enter a product: the county's by an overseer, a producer's own by its people.

    Raises Refusal("not-yours" | "missing" | "banned-input" | "duplicate").
    """
    if not is_overseer(work.actor) and work.actor.role not in PRODUCER:
        raise Refusal("not-yours", "这不是本单位的记录，不能办理。")
    _refuse_gaps(form)
    banned = banned_name(form.name, profile_on(work.session, shanghai_day(work.now)))
    if banned and form.kind is InputKind.PESTICIDE:
        raise Refusal("banned-input", "{banned}是蔬菜禁用农药，不能登记。", "name", banned=banned)
    _refuse_known(work, form)
    owner = None if is_overseer(work.actor) else work.actor.producer_id
    row = InputProduct(**form.model_dump(), producer_id=owner, entered_at=work.now)
    work.session.add(row)
    work.session.flush()
    registered = events.InputRegistered(input=row.id, input_kind=form.kind, producer=owner or 0)
    work.record(registered, subject=input_subject(row.id), rows=[row])
    return row


def retire_input(work: Work, input_id: int) -> InputProduct:
    """Offer a product no longer. Raises Refusal("unknown-input" | "not-yours" | "retired-already")."""
    row = the_input(work.session, input_id)
    require_own(work.actor, row.producer_id)
    if row.retired:
        raise Refusal("retired-already", "这个投入品已经停用。")
    row.retired = True
    work.session.add(row)
    work.record(events.InputRetired(input=row.id), subject=input_subject(row.id), rows=[row])
    return row


def the_input(session: Session, input_id: int) -> InputProduct:
    """The product. Raises Refusal("unknown-input")."""
    found = session.get(InputProduct, input_id)
    if found is None:
        raise Refusal("unknown-input", "没有登记这种投入品。", "input_id")
    return found


def inputs_for(session: Session, producer_id: int | None) -> Sequence[InputProduct]:
    """What a producer may choose from, the county's and its own, by kind and name; None: the county's alone."""
    owner = col(InputProduct.producer_id)
    mine = owner.is_(None) if producer_id is None else sa.or_(owner.is_(None), owner == producer_id)
    listed = select(InputProduct).where(mine, col(InputProduct.retired).is_(False))
    return session.exec(listed.order_by(col(InputProduct.kind).desc(), InputProduct.name, col(InputProduct.id))).all()


def _refuse_gaps(form: RegisterInput) -> None:
    if form.kind is not InputKind.PESTICIDE:
        return
    if form.registration is None:
        raise Refusal("missing", "农药要填登记证号。", "registration")
    if form.interval_days is None:
        raise Refusal("missing", "农药要填安全间隔期。", "interval_days")


def _refuse_known(work: Work, form: RegisterInput) -> None:
    """One registration number is one product, whoever sells it under which name; what has none is known by its name."""
    known = inputs_for(work.session, work.actor.producer_id)
    if form.registration:
        code = tidy_code(form.registration)
        same = [one for one in known if tidy_code(one.registration or "") == code]
    else:
        same = [one for one in known if (one.kind, one.name, one.registration) == (form.kind, form.name, None)]
    if same:
        field = "registration" if form.registration else "name"
        raise Refusal("duplicate", "登记表里已有“{name}”。", field, name=same[0].name)
