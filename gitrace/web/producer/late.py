"""Entering weighings late (补录): a grid of slips or a sheet of them, saved together or not at all.

The lines are numbered from 1, so that the form is flat as every form is: household_1, gross_1, … A sheet only fills the
grid; what is saved is what the clerk has seen.
"""

from collections.abc import Iterator
from typing import Any

from flask import Response, make_response, request
from pydantic import BaseModel, Field, ValidationError, create_model
from werkzeug.datastructures import MultiDict

from gitrace import clock
from gitrace.deliveries.entry import Weigh
from gitrace.deliveries.late import MOST_LATE, weigh_late
from gitrace.deliveries.mornings import morning_of, weighed_between
from gitrace.deliveries.weight import jin
from gitrace.errors import Refusal, Refusals
from gitrace.importing.late import COVER_WORDS, DUG_WORDS, late_template, read_late
from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.web.doors import may_enter, takes_file
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.parts.growers import GrowerChooser
from gitrace.web.parts.places import present_profile
from gitrace.web.producer import producer
from gitrace.web.producer.growers import own_growers
from gitrace.web.producer.profile import own_id
from gitrace.web.producer.weighing_choices import scale_words, weighing_choices
from gitrace.web.sentences import first_sentences
from gitrace.work import Work

LINES = 20
MOST_BYTES = 2 * 1024 * 1024
TELLING = ("household", "number", "weighed_at", "gross", "tare", "deduction", "plot")
"""A line with none of these is empty: the others are filled in beforehand."""
COLUMNS = (*TELLING, "cover", "scale", "dug", "grade", "price")

Choosers = dict[int, GrowerChooser]
"""The household's field of each line."""


class SendSheet(BaseModel):
    """A sheet of slips."""

    file: str | None = Field(default=None, title="表格文件")


@producer.route("/deliveries/late", methods=["GET", "POST"])
@may_enter(Role.CLERK, Role.MANAGER)
def enter_late() -> Response:
    """The grid: twenty lines, or as many as its form was sent with."""
    lines = min(max(LINES, request.form.get("lines", LINES, int)), MOST_LATE)
    form = Form(late_model(lines))
    choosers = _choosers(form, lines)
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, typed: _weigh_all(work, typed, choosers))
            first, last = done.content[0], done.content[-1]  # type: ignore[index]
            return saved(".enter_late", done, first=first, last=last)
    return _grid(form, choosers)


@producer.post("/deliveries/late/sheet")
@may_enter(Role.CLERK, Role.MANAGER)
@takes_file(MOST_BYTES)
def fill_late() -> Response:
    """Fill the grid from a sheet; nothing is saved yet."""
    sheet = Form(SendSheet)
    rows: list[dict[str, str]] = []
    with sheet.answering():
        rows = _sent_rows()
    lines = max(LINES, len(rows))
    filled = {f"{name}_{at}": text for at, row in enumerate(rows, 1) for name, text in row.items() if text}
    form = Form(late_model(lines), source=MultiDict())
    form.begin(filled)
    return _grid(form, _choosers(form, lines), sheet=sheet, filled=len(rows))


@producer.get("/deliveries/late/template.xlsx")
@may_enter(Role.CLERK, Role.MANAGER)
def download_template() -> Response:
    """The sheet to fill in."""
    with reading(store()) as session:
        choices = weighing_choices(session)
        grades = [grade.name for grade in present_profile(session).grades]
    offered = {"cover": list(COVER_WORDS), "dug": list(DUG_WORDS), "grade": grades}
    response = make_response(late_template(offered | {"scale": [one.number for one in choices["scales"]]}))
    response.mimetype = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response.headers["Content-Disposition"] = 'attachment; filename="late.xlsx"'
    return response


def late_model(lines: int) -> type[BaseModel]:
    """The form's command: every line's cells as they were typed."""
    fields: dict[str, Any] = {
        f"{name}_{line}": (str, Field(default="", title=Weigh.model_fields[name].title, max_length=200))
        for line in range(1, lines + 1)
        for name in COLUMNS
    }
    return create_model("LateLines", **fields)


def typed_lines(typed: BaseModel) -> dict[int, dict[str, str]]:
    """The lines that are not empty, by number; a line without a time has that of the line above it."""
    cells = typed.model_dump()
    found: dict[int, dict[str, str]] = {}
    above = ""
    for line in range(1, len(cells) // len(COLUMNS) + 1):
        row = {name: cells[f"{name}_{line}"] for name in COLUMNS}
        if any(row[name] for name in TELLING):
            above = row["weighed_at"] = row["weighed_at"] or above
            found[line] = row
    return found


def _choosers(form: Form[Any], lines: int) -> Choosers:
    return {line: own_growers(form, name=f"household_{line}") for line in range(1, lines + 1)}


def _weigh_all(work: Work, typed: BaseModel, choosers: Choosers) -> Any:
    forms, refused = {}, []
    for line, row in typed_lines(typed).items():
        try:
            forms[line] = Weigh.model_validate(
                {name: text for name, text in _meant(work, row, choosers[line]).items() if text}
            )
        except ValidationError as error:
            refused += [Refusal("invalid", said, f"{name}_{line}") for name, said in first_sentences(error).items()]
        except Refusal as no:
            refused.append(no.at(f"{no.field}_{line}"))
    if refused:
        raise Refusals(refused)
    if not forms:
        raise Refusal("nothing-typed", "还没有填写任何一行。", "household_1")
    return [delivery.id for delivery in weigh_late(work, forms, producer_id=own_id())]


def _meant(work: Work, row: dict[str, str], chooser: GrowerChooser) -> dict[str, str]:
    """The row with the number of the household that it means: of one candidate alone, that one's.

    Raises Refusal at the household or the time.
    """
    if not row["weighed_at"]:
        raise Refusal("no-time", "请填过磅时间；下面各行留空即与上一行相同。", "weighed_at")
    if not row["household"]:
        raise Refusal("no-household", "请填户号。", "household")
    try:
        return {**row, "household": chooser.meant(work.session)}
    except Refusal as no:
        if len(chooser.candidates) == 1:
            return {**row, "household": chooser.candidates[0].number}
        raise no.at("household") from no


def _sent_rows() -> list[dict[str, str]]:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Refusal("missing", "请填写此项。", "file")
    with reading(store()) as session:
        grades = {grade.name: grade.code for grade in present_profile(session).grades}
    return read_late(file.filename, file.stream.read(MOST_BYTES + 1), codes={"cover": COVER_WORDS, "grade": grades})


def _grid(form: Form[Any], choosers: Choosers, *, sheet: Form[SendSheet] | None = None, filled: int = 0) -> Response:
    with reading(store()) as session:
        choices = weighing_choices(session)
        start = morning_of(session, own_id(), clock.now()).start(present_profile(session))
        bounds = request.args.get("first", 0, int), request.args.get("last", 0, int)
        just_saved = weighed_between(session, own_id(), *bounds)
    if len(choices["scales"]) == 1:
        start.setdefault("scale", choices["scales"][0].number)
    if not filled:
        form.begin(dict(_preset(start, len(choosers))))
    if sheet is not None and sheet.errors:
        form.status = sheet.status
    return form.page(
        "producer/deliveries/late.html",
        choosers=choosers,
        count=len(choosers),
        sheet=sheet or Form(SendSheet, source=MultiDict()),
        filled=filled,
        just_saved=just_saved,
        scale_options=[(one.number, scale_words(one.number, one.display_unit)) for one in choices["scales"]],
        jin=jin,
        **choices,
    )


def _preset(start: dict[str, object], lines: int) -> Iterator[tuple[str, object]]:
    for line in range(1, lines + 1):
        for name in ("cover", "scale"):
            yield f"{name}_{line}", start.get(name)
