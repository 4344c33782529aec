"""依法删除个人信息: a person's rows are blanked, and what entries keep about her is erased, in one event."""

import json

import sqlalchemy as sa
from pydantic import BaseModel, Field
from sqlmodel import SQLModel, col, select

from gitrace.clock import shanghai_day
from gitrace.erasure import events
from gitrace.erasure.keeping import reasons_to_keep
from gitrace.erasure.persons import Person, blank_rows, held_about, number_of
from gitrace.erasure.rules import require_nothing_kept
from gitrace.erasure.tables import Erasure, ErasureClearing
from gitrace.errors import Refusal
from gitrace.identifiers.entries import Words
from gitrace.jobs.outbox import owe
from gitrace.ledger.append import RowKey
from gitrace.ledger.erasing import erase_parts, kept_about
from gitrace.people.acting import is_overseer
from gitrace.people.erasable import Ground, PersonKind
from gitrace.people.roles import Role
from gitrace.people.tables import Invitation, SecondFactor, UsedStep, UserCredential, UserSession
from gitrace.villages.queries import subject_of as list_subject
from gitrace.villages.tables import Objection
from gitrace.work import Actor, Work

CLEAR = "erasure.clear"


class EraseByLaw(BaseModel):
    """Why it is done, and that it was thought about."""

    ground: Ground = Field(title="法律依据", description="个人信息保护法第四十七条第一款。")
    basis: Words = Field(
        title="申请或决定", description="申请日期、文书编号、怎样核实身份。会长期保存，不写姓名、电话和证件号码。"
    )
    checked: bool = Field(False, title="已核对上面的内容，知道删除以后不能恢复")


def require_may_erase(actor: Actor, kind: PersonKind) -> None:
    """Users are the administrator's, everybody else the county's.

    Raises Refusal("regulator-only" | "not-your-people").
    """
    if not is_overseer(actor):
        raise Refusal("regulator-only", "这项操作只能由县级监管人员办理。")
    if actor.role is not None and (actor.role == Role.ADMINISTRATOR) != (kind is PersonKind.USER):
        raise Refusal("not-your-people", "用户的个人信息由系统管理员删除，其他人的由县级监管人员删除。")


def erase_person(work: Work, person: Person, form: EraseByLaw) -> Erasure:
    """Erase all that is kept about a person, or nothing.

    Raises Refusal("regulator-only" | "not-your-people" | "no-such-person" | "not-checked" | "nothing-to-erase"), and
    Refusals with everything that keeps it.
    """
    require_may_erase(work.actor, person.kind)
    if number_of(work.session, person) is None:
        raise Refusal("no-such-person", "没有登记这个人。")
    require_nothing_kept(reasons_to_keep(work.session, person, shanghai_day(work.now)))
    if not form.checked:
        raise Refusal("not-checked", "请核对后打勾。", "checked")
    if not held_about(work.session, person) and not kept_about(work.session.connection(), person.name):
        raise Refusal("nothing-to-erase", "没有可以删除的个人信息，或者已经依法删除。")
    return erase(work, person, form.ground, form.basis)


def erase(work: Work, person: Person, ground: str, basis: str) -> Erasure:
    """Do it, whatever may keep it: `erase_person` asks first, and an erasure that was lost with newer entries was asked
    for then.
    """
    work.session.flush()
    entry = work.head.size + len(work.drafts)
    blanked = blank_rows(work.session, person)
    ended = _end_account(work, person.key) if person.kind is PersonKind.USER else []
    parts = erase_parts(work.session.connection(), person.name, by=entry)
    counts = {"parts": parts, "files": len(blanked.files)}
    row = Erasure(
        person=person.name,
        ground=ground,
        basis=basis,
        entry=entry,
        rows_blanked=len(blanked.rows),
        erased_at=work.now,
        **counts,
    )
    work.session.add(row)
    work.session.flush()
    number = number_of(work.session, person) or str(person.key)
    told = events.PersonErased(data_subject=person.kind, number=number, ground=ground, rows=len(blanked.rows), **counts)
    # The verifier looks for the person's own name among the subjects, whichever page it is told on.
    subject = _timeline(work, person)
    work.record(told, subject=subject, rows=[row, *ended], blanked=blanked.rows, touches=[person.name])
    work.session.add(ErasureClearing(erasure_id=row.id, files=json.dumps(sorted(blanked.files))))
    owe(work.session, CLEAR, now=work.now, payload={"erasure": row.id})
    return row


def _timeline(work: Work, person: Person) -> str:
    """Where it is told: a message's timeline goes by its number, an objection stands in its list's."""
    if person.kind is PersonKind.MESSAGE:
        return f"message:{number_of(work.session, person)}"
    objection = work.session.get(Objection, person.key) if person.kind is PersonKind.OBJECTION else None
    return list_subject(objection.list_id) if objection else person.name


def _end_account(work: Work, user_id: int) -> list[RowKey]:
    """What let her in goes as well, and where she was signed in."""
    gone: list[RowKey] = []
    secrets: tuple[type[SQLModel], ...] = (UserCredential, SecondFactor, Invitation)
    for kind in secrets:
        for row in work.session.exec(select(kind).where(kind.user_id == user_id)).all():  # type: ignore[attr-defined]
            gone.append((str(kind.__tablename__), row.id))  # type: ignore[attr-defined]
            work.session.delete(row)
    work.session.flush()
    work.session.execute(sa.delete(UserSession).where(col(UserSession.user_id) == user_id))
    work.session.execute(sa.delete(UsedStep).where(col(UsedStep.user_id) == user_id))
    return gone
