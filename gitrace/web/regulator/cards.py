"""农户卡: who has one, issuing them for one household or for a village, and the PDF to print."""

import io
from math import ceil

import sqlalchemy as sa
from flask import Response, abort, request, send_file, url_for
from pydantic import BaseModel, Field
from sqlmodel import Session, col

from gitrace import clock
from gitrace.cards.commands import end_card, issue_cards
from gitrace.cards.opening import card_of
from gitrace.cards.papers import SHEETS, sheet_named
from gitrace.cards.printing import card_faces
from gitrace.cards.queries import PAGE, card_lines, in_village, issued_to, without_card
from gitrace.cards.rules import MOST_CARDS, is_printable, require_village
from gitrace.cards.tables import CardIssue
from gitrace.growers.finding import households_like
from gitrace.growers.register import villages
from gitrace.growers.tables import Household
from gitrace.jobs.threadpool import off_the_loop
from gitrace.people.remit import Remit
from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.web.doors import every_level, may_enter
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.language import said
from gitrace.web.parts.places import present_profile
from gitrace.web.regulator import regulator
from gitrace.web.regulator.households import household_or_404
from gitrace.web.regulator.remit import own_remit, own_townships


class FindCards(BaseModel):
    """The filter of the list; it stands in the address."""

    text: str = Field(default="", title="户号、户主或拼音首字母", max_length=40)
    township: str = Field(default="", title="乡镇", max_length=12)
    village: str = Field(default="", title="村", max_length=40)
    page: int = Field(default=1, ge=1, le=100_000)


class IssueMissing(BaseModel):
    """Cards for those of a village who have none."""

    township: str = Field(default="", title="乡镇", max_length=12)
    village: str = Field(default="", title="村", max_length=40)


class NothingToFillIn(BaseModel):
    """A deed of one button, done once."""


@regulator.route("/cards", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@every_level
def list_cards() -> Response:
    """Households with the state of their cards; a button that issues those which are missing in a village."""
    form = Form(IssueMissing)
    with reading(store()) as session:
        remit = own_remit(session)
    if form.sent:
        with form.answering():
            done = form.do_once(
                lambda work, command: (
                    issue_cards(
                        work,
                        without_card(work.session, _missing(command, remit), MOST_CARDS),
                    ).id
                )
            )
            return saved(".show_issue", done, issue_id=done.content)
    asking, wanted = Form(FindCards, source=request.values), FindCards()
    with asking.answering():
        wanted = asking.command()
    wanted = wanted.model_copy(update=_own(wanted, remit))
    with reading(store()) as session:
        narrowed = in_village(wanted.township, wanted.village)
        if wanted.text.strip():
            narrowed.append(col(Household.id).in_(households_like(session, wanted.text)))
        lines, total, lacking = card_lines(session, narrowed, page=wanted.page)
        townships = own_townships(session)
        known = [remit.village] if remit.village else villages(session, wanted.township)
    return form.page(
        "regulator/cards/list.html",
        asking=asking,
        wanted=wanted,
        lines=lines,
        total=total,
        lacking=min(lacking, MOST_CARDS),
        page=wanted.page,
        last=ceil(total / PAGE),
        address=lambda page: url_for(".list_cards", **{**request.args.to_dict(), "page": page}),
        townships=townships,
        villages=[(name, name) for name in known],
    )


@regulator.route("/households/<int:household_id>/card", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@every_level
def show_card(household_id: int) -> Response:
    """A household's card; issue it, or another in place of a lost one."""
    with reading(store()) as session:
        household = household_or_404(session, household_id)
        card = card_of(session, household_id)
    form = Form(NothingToFillIn)
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, _command: issue_cards(work, [household_id]).id)
            return saved(".show_issue", done, issue_id=done.content)
    return form.page("regulator/cards/show.html", household=household, card=card)


@regulator.post("/households/<int:household_id>/card/end")
@may_enter(Role.REGULATOR)
@every_level
def end_household_card(household_id: int) -> Response:
    """End the card and the codes on slips, and issue none."""
    with reading(store()) as session:
        household = household_or_404(session, household_id)
    form = Form(NothingToFillIn)
    with form.answering():
        done = form.do_once(lambda work, _command: end_card(work, household_id))
        return saved(".show_card", done, household_id=household_id)
    return form.page("regulator/cards/show.html", household=household, card=None)


@regulator.get("/card-issues/<int:issue_id>")
@may_enter(Role.REGULATOR)
@every_level
def show_issue(issue_id: int) -> Response:
    """What to do with cards just issued: print them, within a day."""
    with reading(store()) as session:
        issue = _issue_or_404(session, issue_id)
    return Form(NothingToFillIn).page(
        "regulator/cards/issue.html",
        issue=issue,
        good=is_printable(issue.issued_at, clock.now()),
        sheets=[(code, said(sheet.name)) for code, sheet in SHEETS.items()],
    )


@regulator.get("/card-issues/<int:issue_id>/cards.pdf")
@may_enter(Role.REGULATOR)
@every_level
def cards_pdf(issue_id: int) -> Response:
    """The cards of an issue."""
    from gitrace.cards.drawing import cards_pdf as draw

    sheet = sheet_named(request.args.get("paper", next(iter(SHEETS))))
    with reading(store()) as session:
        _issue_or_404(session, issue_id)
        faces = card_faces(session, store(), issue_id, profile=present_profile(session), now=clock.now())
    drawn = off_the_loop(draw, faces, sheet, clock.now())
    return send_file(io.BytesIO(drawn), mimetype="application/pdf", download_name=f"cards-{issue_id}.pdf")


def _own(wanted: FindCards | IssueMissing, remit: Remit) -> dict[str, str]:
    """Township and village that are asked for, where the reader's remit leaves her the choice."""
    return {"township": remit.township or wanted.township, "village": remit.village or wanted.village}


def _missing(wanted: IssueMissing, remit: Remit) -> list[sa.ColumnElement[bool]]:
    place = _own(wanted, remit)
    return in_village(place["township"], require_village(place["village"]))


def _issue_or_404(session: Session, issue_id: int) -> CardIssue:
    """Cards of households of her remit, all of them: who may print a card may open its page."""
    issue, remit = session.get(CardIssue, issue_id) or abort(404), own_remit(session)
    if not all(remit.holds(one.township, one.village) for one in issued_to(session, issue_id)):
        abort(404)
    return issue
