"""Returns of the county office: the shelf, and each as a page, a print and a workbook."""

from io import BytesIO

from flask import Response, abort, render_template, request, url_for
from pydantic import BaseModel, ValidationError

from gitrace import clock
from gitrace.jobs.threadpool import off_the_loop
from gitrace.people.roles import Role
from gitrace.storage import keeping, reading
from gitrace.supervision.exports import AT_ONCE, drafted, order_export
from gitrace.supervision.papers import ReturnWish, write_return
from gitrace.supervision.returns.catalogue import MOST_ON_PAGE, RETURNS, Kind
from gitrace.supervision.returns.sheet import Behind
from gitrace.web.doors import may_enter
from gitrace.web.entrance import actor
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.regulator import regulator
from gitrace.web.regulator.exports import attached

_LISTS = {"deliveries": "regulator.list_deliveries", "lots": "regulator.list_lots"}


@regulator.get("/returns")
@may_enter(Role.REGULATOR)
def list_returns() -> str:
    """What the office hands upwards, and what each is for."""
    return render_template("regulator/returns/list.html", kinds=RETURNS.values())


@regulator.get("/returns/<paper>")
@may_enter(Role.REGULATOR)
def show_return(paper: str) -> Response:
    """A return of the period that the address asks for, else of the usual one."""
    kind = _kind(paper)
    form, asked = Form(kind.asks, source=request.args), kind.asks()
    with form.answering():
        asked = form.command()
    today = clock.shanghai_day(clock.now())
    with reading(store()) as session:
        made = kind.of(session, asked, today, MOST_ON_PAGE)
    return form.page(
        "regulator/returns/show.html",
        kind=kind,
        made=made,
        usual=_usual(made.from_day.isoformat(), made.until_day.isoformat()),
        made_at=clock.now(),
        is_long=sum(table.lines_in_all for table in made.tables) > AT_ONCE,
        workbook=url_for(".take_return", paper=paper, **asked.model_dump(mode="json", exclude_none=True)),
        address_of=address_of,
    )


@regulator.get("/returns/<paper>/xlsx")
@may_enter(Role.REGULATOR)
def take_return(paper: str) -> Response:
    """The return as a workbook, at once."""
    wish = _wish(paper)
    with reading(store()) as session:
        made = wish.read(session)
    with drafted(store().settings, wish.suffix) as draft:
        off_the_loop(write_return, draft, made)
        return attached(BytesIO(draft.read_bytes()), wish, wish.file_name(clock.now()))


@regulator.post("/returns/<paper>/xlsx")
@may_enter(Role.REGULATOR)
def order_return(paper: str) -> Response:
    """Have the keeper write the workbook."""
    wish = _wish(paper)
    with keeping(store()) as session:
        order_export(session, wish, made_by=actor().name, now=clock.now())
    return saved("regulator.list_exports")


def address_of(behind: Behind) -> str:
    """The page of the list whose lines were counted."""
    return url_for(_LISTS[behind.listing], **dict(behind.asked))  # type: ignore[arg-type]


def _kind(paper: str) -> Kind:
    return RETURNS.get(paper) or abort(404)


def _wish(paper: str) -> ReturnWish:
    kind = _kind(paper)
    try:
        asked: BaseModel = Form(kind.asks, source=request.args).command()
    except ValidationError:
        abort(400)  # an address that no page of ours offers
    return ReturnWish(kind, asked, clock.shanghai_day(clock.now()))


def _usual(from_day: str, until_day: str) -> dict[str, str]:
    """What the fields of the period show before anything is asked."""
    return {"month": from_day[:7], "year": from_day[:4], "from_day": from_day, "until_day": until_day}
