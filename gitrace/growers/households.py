"""Households: listed by their village, changed when they say so."""

from decimal import Decimal
from secrets import token_hex

from pydantic import BaseModel, Field
from sqlmodel import select

from gitrace.clock import shanghai_day
from gitrace.errors import Refusal
from gitrace.growers import events
from gitrace.growers.identity import id_digest, parse_id_number
from gitrace.growers.oversight import require_overseen
from gitrace.growers.queries import household_by_number, person_of, plots_of, the_household
from gitrace.growers.rules import refuse_area, refuse_smaller_contract
from gitrace.growers.tables import Household, HouseholdPerson
from gitrace.identifiers.entries import Code, Exact, Line, Words, decimal_text
from gitrace.profile.commands import profile_on
from gitrace.profile.rules import refuse_growing_township
from gitrace.work import Work

_ID_HINT = "只保存加密换算的短码，用来防止同一人重复登记；号码本身不保存。"


class RegisterHousehold(BaseModel):
    """A household with its paper consent at the village."""

    number: Code = Field(title="户号")
    name: Line = Field(title="户主")
    phone: Line | None = Field(default=None, title="电话")
    id_number: str | None = Field(default=None, title="公民身份号码", description=_ID_HINT, max_length=40)
    township: str = Field(title="乡镇")
    village: Line = Field(title="村")
    contract_mu: Exact = Field(title="承包面积", description="亩。", max_digits=12)


class ChangeHousehold(BaseModel):
    """The entry as it shall read, and why; an empty ID number leaves the one on record."""

    household_id: int
    reason: Words = Field(title="更改理由", description="只写事由，不写姓名、电话和证件号码。")
    name: Line = Field(title="户主")
    phone: Line | None = Field(default=None, title="电话")
    id_number: str | None = Field(default=None, title="公民身份号码", description=_ID_HINT, max_length=40)
    township: str = Field(title="乡镇")
    village: Line = Field(title="村")
    contract_mu: Exact = Field(title="承包面积", description="亩。", max_digits=12)


def household_subject(household_id: int) -> str:
    """`household:17`."""
    return f"household:{household_id}"


def register_household(work: Work, form: RegisterHousehold) -> Household:
    """Enter a household and the person it is.

    Raises Refusal("regulator-only" | "outside-remit" | "duplicate" | "outside-area" | "invalid-area" |
    "invalid-id-number" | "duplicate-person").
    """
    require_overseen(work, (form.township, form.village))
    if household_by_number(work.session, form.number) is not None:
        raise Refusal("duplicate", "户号 {number} 已经登记。", "number", number=form.number)
    _refuse_entry(work, form.township, form.contract_mu)
    digest = _digest(work, form.id_number, None)
    household = Household(
        number=form.number,
        township=form.township,
        village=form.village,
        contract_mu=decimal_text(form.contract_mu),
    )
    work.session.add(household)
    work.session.flush()
    person = HouseholdPerson(
        household_id=household.id, salt=token_hex(16), name=form.name, phone=form.phone, id_digest=digest
    )
    work.session.add(person)
    work.session.flush()
    registered = events.HouseholdRegistered(
        household=household.id,
        number=household.number,
        township=household.township,
        contract_mu=household.contract_mu,
    )
    work.record(registered, subject=household_subject(household.id), rows=[household, person])
    return household


def change_household(work: Work, form: ChangeHousehold) -> Household:
    """Change who and where the household is, or its contract area; its number stays.

    Raises Refusal("regulator-only" | "outside-remit" | "unknown-household" | "outside-area" | "invalid-area" |
    "area-exceeds-contract" | "invalid-id-number" | "duplicate-person").
    """
    household = the_household(work.session, form.household_id)
    require_overseen(work, (household.township, household.village), (form.township, form.village))
    _refuse_entry(work, form.township, form.contract_mu)
    areas = [Decimal(plot.area_mu) for plot in plots_of(work.session, household.id)]
    refuse_smaller_contract(form.contract_mu, sum(areas, Decimal(0)))
    digest = _digest(work, form.id_number, household.id)
    household.township, household.village = form.township, form.village
    household.contract_mu = decimal_text(form.contract_mu)
    person = person_of(work.session, household.id)
    assert person is not None
    person.name, person.phone = form.name, form.phone
    person.id_digest = digest or person.id_digest
    work.session.add_all([household, person])
    changed = events.HouseholdChanged(
        household=household.id, number=household.number, contract_mu=household.contract_mu, reason=form.reason
    )
    work.record(changed, subject=household_subject(household.id), rows=[household, person])
    return household


def _refuse_entry(work: Work, township: str, contract_mu: Decimal) -> None:
    refuse_growing_township(township, profile_on(work.session, shanghai_day(work.now)))
    refuse_area(contract_mu, "contract_mu")


def _digest(work: Work, id_number: str | None, household_id: int | None) -> str | None:
    """The digest of the number, which no other household has."""
    if not id_number:
        return None
    digest = id_digest(work.store.keys, parse_id_number(id_number))
    holder = work.session.exec(
        select(Household)
        .join(HouseholdPerson)
        .where(HouseholdPerson.id_digest == digest, HouseholdPerson.household_id != household_id)
    ).first()
    if holder is not None:
        raise Refusal("duplicate-person", "这个公民身份号码已登记在户号 {number}。", "id_number", number=holder.number)
    return digest
