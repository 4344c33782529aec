"""The form of a test report: a line for each item that is asked for, lines added, taken away and pasted.

The lines are numbered, so that the form is flat as every form is: item_1, name_1, result_1, … A button that adds or
takes lines away posts the whole form, which comes back as it was typed; nothing needs a script.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel, Field, create_model

from gitrace.errors import Refusal
from gitrace.identifiers.entries import Code, Line, Words
from gitrace.inspections.commands import EnterReport, ReportedItem
from gitrace.inspections.tables import ReportKind, Verdict
from gitrace.profile.goods import Limit
from gitrace.web.language import asked_language, said
from gitrace.web.parts.report_lines import limit_text, named, numbers_in


class TypedReport(BaseModel):
    """Everything of a report but its lines."""

    laboratory_id: int = Field(title="检验机构")
    producer_id: int = Field(title="生产者")
    kind: ReportKind = Field(default=ReportKind.REPORT, title="种类")
    number: Line = Field(title="报告编号", max_length=60)
    sampling_number: Line | None = Field(default=None, title="抽样单号", max_length=60)
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
    pasted: str = Field(
        default="",
        title="从表格粘贴",
        description="每行一个项目，各列依次为：项目、结果、单位、限量、检出限、方法、判定；第一行是表头的按表头对列。",
        max_length=50_000,
    )
    replaces: int | None = Field(default=None, title="更正的报告")
    correction_reason: Words | None = Field(default=None, title="更正理由")
    file: str | None = Field(
        default=None,
        title="报告 PDF",
        description="最大 10 MB。增减项目之后再选文件。只供检验机构、本单位和监管人员查看，不公开。",
    )


@dataclass(frozen=True)
class FormLine:
    """One line of the form; `limit` None: an item that the profile does not limit, whose name is asked too."""

    number: int
    limit: Limit | None

    @property
    def name(self) -> str:
        """What the line is called, in the reader's language."""
        if self.limit is None:
            return f"{said('其他项目')} {self.number}"
        return self.limit.name_en if asked_language() == "en" else self.limit.name

    @property
    def bounds(self) -> str:
        """What the profile allows, in the reader's language."""
        if self.limit is None:
            return ""
        return said("不得添加") if not self.limit.may_be_added else f"{limit_text(self.limit)} {self.limit.unit}"

    def field(self, name: str) -> str:
        """The form's name of a field of this line."""
        return f"{name}_{self.number}"

    def fields(self) -> Iterator[tuple[str, Any]]:
        """What the line adds to the form."""

        def titled(words: str) -> str:
            return f"{self.name}{said('：')}{said(words)}"

        yield self.field("item"), (Line | None, Field(default=None))
        yield self.field("name"), (Line | None, Field(default=None, title=titled("名称")))
        yield self.field("result"), (Line | None, Field(default=None, title=titled("结果"), max_length=40))
        yield self.field("unit"), (Line | None, Field(default=None, title=titled("单位"), max_length=20))
        yield self.field("limit"), (Line | None, Field(default=None, title=titled("限量"), max_length=40))
        yield self.field("lod"), (Line | None, Field(default=None, title=titled("检出限"), max_length=40))
        yield self.field("method"), (Line | None, Field(default=None, title=titled("方法")))
        yield self.field("verdict"), (Verdict | None, Field(default=None, title=titled("单项判定")))

    def reported(self, typed: BaseModel, limits: Mapping[str, Limit]) -> ReportedItem | None:
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
        known = self.limit or named(limits, name)
        return ReportedItem(
            item=known.item if known else name,
            name=name,
            result=result,
            unit=self._typed(typed, "unit") or "",
            method=self._typed(typed, "method") or "",
            detection_limit=self._typed(typed, "lod"),
            printed_limit=self._typed(typed, "limit"),
            verdict=verdict,
        )

    def _typed(self, typed: BaseModel, name: str) -> Any:
        return getattr(typed, self.field(name))


def form_lines(fields: Mapping[str, Any], limits: Mapping[str, Limit]) -> list[FormLine]:
    """The lines of a form as it starts, or as it was typed."""
    return [FormLine(number, limits.get(str(fields.get(f"item_{number}", "")))) for number in numbers_in(fields)]


def report_model(lines: list[FormLine], *, corrects: bool = False) -> type[TypedReport]:
    """The form's command; one that `corrects` a report must say why."""
    fields: dict[str, Any] = dict(pair for line in lines for pair in line.fields())
    if corrects:
        fields["correction_reason"] = (Words, Field(title="更正理由", description="更正前后的内容都会保留并列出。"))
    return create_model("TypedReportLines", __base__=TypedReport, **fields)


def as_report(typed: TypedReport, lines: list[FormLine], limits: Mapping[str, Limit], form: str) -> EnterReport:
    """The command that was typed. Raises Refusal("items-missing") and as `FormLine.reported`."""
    items = [item for line in lines if (item := line.reported(typed, limits)) is not None]
    if not items:
        first = lines[0].field("result") if lines else "pasted"
        raise Refusal("items-missing", "至少填写一个检验项目的结果。", first)
    whole = {name: getattr(typed, name) for name in TypedReport.model_fields if name not in ("plots", "pasted", "file")}
    return EnterReport(**whole, form=form, items=tuple(items), plots=tuple(typed.plots.split()))
