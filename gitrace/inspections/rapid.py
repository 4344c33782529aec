"""Rapid tests (速测): one card, a set of items, negative or positive; a screening, which never stands for a report."""

from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import col, select

from gitrace.errors import Refusal
from gitrace.identifiers.entries import Code, decimal_text
from gitrace.inspections.commands import EnterReport, ReportedItem, enter_report
from gitrace.inspections.tables import Report, ReportKind, Verdict
from gitrace.producers.tables import Producer
from gitrace.profile import Profile
from gitrace.profile.commands import profile_on
from gitrace.profile.goods import RapidSet
from gitrace.work import Work

NEGATIVE, POSITIVE = "阴性", "阳性"
UNRECORDED = "未记录"


class EnterRapidTest(BaseModel):
    """A rapid test as the bench knows it; everything else that a report says follows from the set and the day."""

    model_config = ConfigDict(frozen=True)

    laboratory_id: int = Field(title="检验机构")
    producer_id: int = Field(title="生产者")
    lot: Code | None = Field(default=None, title="覆盖批次", description="只测一个批次的填批次号；否则填日期范围。")
    from_day: date | None = Field(default=None, title="覆盖包装日期：起")
    until_day: date | None = Field(default=None, title="覆盖包装日期：止")
    tested_on: date = Field(title="检测日期")
    item_set: str = Field(title="检测项目")
    conclusion: Verdict = Field(title="检测结论")
    positive: tuple[str, ...] = Field(default=(), title="阳性项目", description="结论不符合时勾选。")


def enter_rapid_test(work: Work, form: EnterRapidTest, *, goods: str) -> Report:
    """Enter it under the laboratory's next number of that day. `goods`: the form of goods.

    Raises Refusal("unknown-item-set" | "rapid-open" | "positive-missing" | "positive-passes"), and as `enter_report`.
    """
    profile = profile_on(work.session, form.tested_on)
    tests = profile.rapid_sets_of(goods).get(form.item_set)
    if tests is None:
        raise Refusal("unknown-item-set", "请从所列选项中选择一项。", "item_set")
    positive = {item.item for item in tests.items} & set(form.positive)
    _require_agreement(form.conclusion, bool(positive))
    producer = work.session.get(Producer, form.producer_id)
    told = form.model_dump(include={"laboratory_id", "producer_id", "lot", "from_day", "until_day", "conclusion"})
    report = EnterReport(
        **told,
        form=goods,
        kind=ReportKind.RAPID,
        number=_next_number(work, form),
        client=producer.name if producer else UNRECORDED,
        sample=profile.form(goods).name,
        sample_quantity=UNRECORDED,
        sampled_on=form.tested_on,
        issued_on=form.tested_on,
        standard=tests.method,
        items=tuple(_items(tests, profile, positive)),
    )
    return enter_report(work, report)


def _require_agreement(conclusion: Verdict, is_positive: bool) -> None:
    if conclusion is Verdict.OPEN:
        raise Refusal("rapid-open", "请从所列选项中选择一项。", "conclusion")
    if conclusion is Verdict.FAIL and not is_positive:
        raise Refusal("positive-missing", "结论不符合的，请勾选阳性项目。", "positive")
    if conclusion is Verdict.PASS and is_positive:
        raise Refusal("positive-passes", "勾选了阳性项目，结论就不能是符合。", "conclusion")


def _items(tests: RapidSet, profile: Profile, positive: set[str]) -> Iterator[ReportedItem]:
    limits = profile.limits_of(tests.form)
    for one in tests.items:
        limit, failed = limits[one.item], one.item in positive
        yield ReportedItem(
            item=one.item,
            name=limit.name,
            result=POSITIVE if failed else NEGATIVE,
            unit=limit.unit,
            method=tests.method,
            detection_limit=decimal_text(one.detection_limit),
            verdict=Verdict.FAIL if failed else Verdict.PASS,
        )


def _next_number(work: Work, form: EnterRapidTest) -> str:
    """`SC260312-001`; the head lock stands between two that count at once."""
    day = f"SC{form.tested_on:%y%m%d}-"
    of_day = select(sa.func.count()).where(
        Report.laboratory_id == form.laboratory_id, col(Report.number).startswith(day, autoescape=True)
    )
    return f"{day}{work.session.exec(of_day).one() + 1:03d}"
