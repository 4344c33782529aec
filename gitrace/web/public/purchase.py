"""进货凭证: what a wholesale buyer prints and keeps. Her own name she writes on the paper; nobody's is asked here."""

from flask import Response, abort, make_response, redirect, render_template, request

from gitrace import clock
from gitrace.balance.rules import kg
from gitrace.cases.rules import page_written_on
from gitrace.identifiers.digital_link import DigitalLink
from gitrace.labels.carton_queries import CartonSheet, carton_sheet
from gitrace.labels.verdict import Verdict, asked_by_link, judge
from gitrace.storage import reading
from gitrace.web.doors import EVERYONE, may_enter
from gitrace.web.installation import store
from gitrace.web.public import public
from gitrace.web.public.fragments import LotPage, lot_page

_IN_ORDER = (Verdict.GENUINE, Verdict.PAST_DATE)


@public.get("/purchase")
@may_enter(EVERYONE)
def show_purchase() -> Response:
    """For a label, or a lot, that is in order; what is wrong with any other stands on its own page."""
    link, today = page_written_on(request.args.get("about")), clock.shanghai_day(clock.now())
    page = lot_page(link, today) if link is not None and link.lot else None
    if link is None or page is None or page.facts is None:
        abort(404)
    asked = asked_by_link(link)
    answer = judge(asked, page.state.facts_about(asked.number), store().keys.labels, today) if asked else None
    if page.state.verdict is not None or (answer is not None and answer.verdict not in _IN_ORDER):
        return make_response(redirect(link.path, 303))
    shown = render_template(
        "public/purchase.html",
        lot=page.facts,
        link=link,
        number=asked.number if asked else None,
        carton=_carton(link, page, asked.number) if asked else None,
        now=clock.now(),
        kg=kg,
    )
    return make_response(shown)


def _carton(link: DigitalLink, page: LotPage, number: int) -> CartonSheet | None:
    assert page.facts is not None
    with reading(store()) as session:
        return carton_sheet(session, page.facts.batch.id, link.gtin, number)
