"""A household's own page, behind the code on its card and its slips: what it delivered, what it may still deliver, and
这不是我交的. No login, no cookie, and nothing that says whose it is but its number.
"""

from flask import Response, abort, make_response, redirect, render_template, request, url_for

from gitrace import clock
from gitrace.cards.opening import Opened, open_page
from gitrace.cards.statement import PAGE, delivery_of, statement_of
from gitrace.cases.denials import GROWER, DenyDelivery, deny_delivery
from gitrace.cases.tables import DenialSource
from gitrace.clock import shanghai_day
from gitrace.deliveries.tables import Delivery
from gitrace.deliveries.weight import jin
from gitrace.growers.rules import season_of
from gitrace.people.guessing import network_of
from gitrace.storage import reading
from gitrace.web.doors import EVERYONE, may_enter
from gitrace.web.forms import Form
from gitrace.web.installation import store
from gitrace.web.origin import public_form
from gitrace.web.parts.places import present_profile
from gitrace.web.public import public
from gitrace.work import Request, Work, once


@public.get("/h/<token>")
@may_enter(EVERYONE)
def show_household(token: str) -> Response:
    """A season's statement, the present one's unless another is asked for."""
    opened, page = _opened(token), min(max(request.args.get("page", 1, int), 1), 1_000_000)
    with reading(store()) as session:
        profile, today = present_profile(session), shanghai_day(clock.now())
        present = season_of(today, profile)
        season = request.args.get("season", present, int)
        if not present - 100 < season <= present:
            abort(404)
        statement = statement_of(session, opened, season, today=today, profile=profile, page=page)
    seasons = sorted({present, season, *statement.seasons}, reverse=True)
    shown = render_template(
        "public/household/show.html",
        opened=opened,
        statement=statement,
        seasons=[(url_for(".show_household", token=token, season=one), one) for one in seasons],
        covers={cover.code: cover for cover in profile.covers},
        token=token,
        jin=jin,
        page=page,
        last=-(-statement.count // PAGE) or 1,
        address=lambda number: url_for(".show_household", token=token, season=season, page=number),
    )
    return _private(make_response(shown))


@public.route("/h/<token>/deliveries/<int:own_id>/deny", methods=["GET", "POST"])
@may_enter(EVERYONE)
@public_form
def deny(token: str, own_id: int) -> Response:
    """这不是我交的: asked once more, with room for a word; then back to the page, which says that it was told."""
    opened = _opened(token)
    with reading(store()) as session:
        found = delivery_of(session, opened, own_id) or abort(404)
    form = Form(DenyDelivery)
    if form.sent:
        if not request.form.get("once"):
            abort(400)  # the form may be sent empty, so that its nonce alone tells it from a stray post
        with form.answering():
            command = form.command()
            same = Request(request.path, form.once, command.model_dump(mode="json"))
            once(store(), GROWER, same, lambda work: _denied(work, command, found.delivery, opened))
            season = found.delivery.season
            back = url_for(".show_household", token=token, season=season, told=own_id, _anchor=f"d{own_id}")
            return _private(make_response(redirect(back, 303)))
    return _private(form.page("public/household/deny.html", token=token, found=found, jin=jin))


def _denied(work: Work, command: DenyDelivery, delivery: Delivery, opened: Opened) -> int:
    told = deny_delivery(work, command, delivery=delivery, household_id=opened.household_id, source=DenialSource.PAGE)
    return told.id


def _opened(token: str) -> Opened:
    return open_page(store(), token, network_of(request.remote_addr), clock.now())


def _private(response: Response) -> Response:
    """For the one who holds the card: no search engine keeps it, and no other site learns its address."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
