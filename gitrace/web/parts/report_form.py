"""The form of a test report: a line for each limit that the profile has for the form of goods, and lines to spare.

The lines are numbered from 1, so that the form is flat as every form is: result_1, lod_1, method_1, verdict_1, …
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel, Field, create_model

from gitrace.errors import Refusal
from gitrace.identifiers.entries import Code, Line
from gitrace.inspections.commands import EnterReport, ReportedItem
from gitrace.inspections.tables import ReportKind, Verdict
from gitrace.profile.goods import Limit
from gitrace.web.language import said

SPARE_LINES = 4


class TypedReport(BaseModel):
    """Everything of a report but its lines."""

    laboratory_id: int = Field(title="检验机构")
    producer_id: int = Field(title="生产者")
    kind: ReportKind = Field(default=ReportKind.REPORT, title="种类")
    number: Line = Field(title="报告编号", max_length=60)
    client: Line = Field(title="委托单位")
    sample: Line = Field(title="样品名称")
    sample_quantity: Line = Field(title="样品数量", max_length=60)
    sampled_on: date = Field(title="抽样日期")
    issued_on: date = Field(title="签发日期")
    standard: Line = Field(title="检验依据")
    conclusion: Verdict = Field(title="检验结论", description="照报告原文选择，不作改动。")
    lot: Code | None = Field(
        default=None, title="覆盖批次", description="只对一个批次负责的报告填批次号；否则填日期范围。"
    )
    from_day: date | None = Field(default=None, title="覆盖包装日期：起")
    until_day: date | None = Field(default=None, title="覆盖包装日期：止")
    plots: str = Field(
        default="", title="只限这些地块", description="地块编号，用空格隔开；不填即全部。", max_length=2000
    )
    replaces: int | None = Field(default=None, title="更正哪一份报告", description="更正报告才选。")
    file: str | None = Field(
        default=None, title="报告 PDF", description="最大 10 MB。只供检验机构、本单位和监管人员查看，不公开。"
    )


@dataclass(frozen=True)
class FormLine:
    """One line of the form; `limit` None: to spare, and then its name and unit are asked too."""

    number: int
    limit: Limit | None

    def field(self, name: str) -> str:
        """The form's name of a field of this line."""
        return f"{name}_{self.number}"

    def fields(self) -> Iterator[tuple[str, Any]]:
        """What the line adds to the form."""
        name = self.limit.name if self.limit else f"{said('其他项目')} {self.number}"

        def titled(words: str) -> str:
            return f"{name}{said('：')}{said(words)}"

        if self.limit is None:
            yield self.field("name"), (Line | None, Field(default=None, title=titled("名称")))
            yield self.field("unit"), (Line | None, Field(default=None, title=titled("单位"), max_length=20))
        yield self.field("result"), (Line | None, Field(default=None, title=titled("结果"), max_length=40))
        yield self.field("lod"), (Line | None, Field(default=None, title=titled("检出限"), max_length=40))
        yield self.field("method"), (Line | None, Field(default=None, title=titled("方法")))
        yield self.field("verdict"), (Verdict | None, Field(default=None, title=titled("单项判定")))

    def reported(self, typed: BaseModel) -> ReportedItem | None:
        """The line as a report's item; None when it was left empty.

        Raises Refusal("verdict-missing" | "item-name-missing").
        """
        result = self._typed(typed, "result")
        if result is None:
            return None
        name = self.limit.name if self.limit else self._typed(typed, "name")
        if name is None:
            raise Refusal("item-name-missing", "请填写项目名称。", self.field("name"))
        verdict = self._typed(typed, "verdict")
        if verdict is None:
            raise Refusal("verdict-missing", "请照报告选择单项判定。", self.field("verdict"))
        return ReportedItem(
            item=self.limit.item if self.limit else name,
            name=name,
            result=result,
            unit=self.limit.unit if self.limit else self._typed(typed, "unit") or "",
            method=self._typed(typed, "method") or "",
            detection_limit=self._typed(typed, "lod"),
            verdict=verdict,
        )

    def _typed(self, typed: BaseModel, name: str) -> Any:
        return getattr(typed, self.field(name))


def form_lines(limits: Mapping[str, Limit]) -> list[FormLine]:
    """A line for each limit, then those to spare."""
    whole = [*limits.values(), *[None] * SPARE_LINES]
    return [FormLine(number, limit) for number, limit in enumerate(whole, 1)]


def report_model(lines: list[FormLine]) -> type[TypedReport]:
    """The form's command."""
    fields: dict[str, Any] = dict(pair for line in lines for pair in line.fields())
    return create_model("TypedReportLines", __base__=TypedReport, **fields)


def as_report(typed: TypedReport, lines: list[FormLine], form: str) -> EnterReport:
    """The command that was typed. Raises Refusal("items-missing") and as `FormLine.reported`."""
    items = [item for line in lines if (item := line.reported(typed)) is not None]
    if not items:
        raise Refusal("items-missing", "至少填写一个检验项目的结果。", "result_1")
    whole = {name: getattr(typed, name) for name in TypedReport.model_fields if name not in ("plots", "file")}
    return EnterReport(**whole, form=form, items=tuple(items), plots=tuple(typed.plots.split()))
