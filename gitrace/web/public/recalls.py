"""召回与暂停: the lots that nobody should eat or sell now, for whoever has no label at hand."""

from flask import Response, make_response, render_template, request, url_for

from gitrace.scans.stopped import PAGE, StoppedLot, count_stops, stopped_lots
from gitrace.storage import reading
from gitrace.web.doors import EVERYONE, may_enter
from gitrace.web.installation import store
from gitrace.web.parts.places import present_profile
from gitrace.web.public import public
from gitrace.web.public.label import or_unverifiable
from gitrace.web.public.verdict_words import Saying, saying_of_stopped


@public.get("/recalls")
@may_enter(EVERYONE)
@or_unverifiable
def show_recalls() -> Response:
    """Recalls first. Kept in no cache: the next lot may be held by the next look."""
    page = min(max(request.args.get("page", 1, int), 1), 1_000_000)
    with reading(store()) as session:
        profile, stops, lots = present_profile(session), count_stops(session), stopped_lots(session, page)
    shown = render_template(
        "public/recalls.html",
        stops=stops,
        lots=[(one, _words(one)) for one in lots],
        profile=profile,
        page=page,
        last=-(-sum(stops) // PAGE) or 1,
        address=lambda number: url_for(".show_recalls", page=number),
    )
    return make_response(shown)


def _words(lot: StoppedLot) -> Saying:
    return saying_of_stopped(lot.verdict, lot.batch)
