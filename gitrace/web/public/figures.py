"""开放数据: the open figures as a page, a spreadsheet and JSON. They change once a day, and each process keeps them."""

import csv
import io
import threading
from datetime import date
from typing import Any

from flask import Response, abort, current_app, jsonify, make_response, render_template, request, url_for

from gitrace import clock
from gitrace.growers.rules import season_of
from gitrace.scans.days import last_day_counted
from gitrace.storage import reading
from gitrace.supervision.open_figures.season import OpenFigures, open_figures, seasons_on_record
from gitrace.web.doors import EVERYONE, may_enter
from gitrace.web.installation import store
from gitrace.web.language import said
from gitrace.web.parts.places import present_profile
from gitrace.web.public import public
from gitrace.web.public.fragments import Kept

MOST = 20
"""Kept of days and seasons: a season is a few kB."""
SECONDS = 600
"""That any cache may keep a page: nothing on it can be held or recalled meanwhile."""

Known = Kept[tuple[int, date, date | None], OpenFigures]
_reckoning = threading.Lock()


@public.get("/figures")
@may_enter(EVERYONE)
def show_figures() -> Response:
    """A season, the present one's unless another is asked for."""
    figures, seasons = _asked()
    season = figures.season
    page = render_template(
        "public/figures.html",
        figures=figures,
        seasons=[(url_for(".show_figures", season=one), one, one == season) for one in seasons],
        files=[(url_for(f".take_{shape}", season=season), shape.upper()) for shape in ("csv", "json")],
    )
    return for_a_while(make_response(page))


@public.get("/figures.csv")
@may_enter(EVERYONE)
def take_csv() -> Response:
    """The same for a spreadsheet, its words in the language asked for."""
    figures, _seasons = _asked()
    answer = Response(_as_csv(figures), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="gitrace-{figures.season}.csv"'
    return for_programs(answer)


@public.get("/figures.json")
@may_enter(EVERYONE)
def take_json() -> Response:
    """The same for programs."""
    return for_programs(_as_json(_asked()[0]))


def _asked() -> tuple[OpenFigures, list[int]]:
    today = clock.shanghai_day(clock.now())
    with reading(store()) as session:
        profile = present_profile(session)
        present = season_of(today, profile)
        seasons = sorted({present, *(one for one in seasons_on_record(session) if one < present)}, reverse=True)
        season = request.args.get("season", present, int)
        if season not in seasons:
            abort(404)
        name = season, today, last_day_counted(session)
        known: Known = current_app.extensions.setdefault("gitrace_figures", Kept(MOST))
        with _reckoning:  # at midnight one reckons and the others find it
            found = known.find(name)
            if found is None:
                found = open_figures(session, season, profile, today)
                known.keep(name, found)
    return found, seasons


def _as_json(figures: OpenFigures) -> Response:
    told = [
        {
            "code": one.code,
            "name": said(one.words),
            "value": None if one.value is None else float(one.value),
            "unit": said(one.unit),
            "definition": said(one.definition),
        }
        for one in figures.figures
    ]
    days = {"season": figures.season, "from": figures.first.isoformat(), "until": figures.until.isoformat()}
    return jsonify(days | {"figures": told})


def _as_csv(figures: OpenFigures) -> str:
    written = io.StringIO()
    rows: list[tuple[Any, ...]] = [("code", said("指标"), said("数值"), said("单位"), said("口径"))]
    rows.append(("period", said("期间"), f"{figures.first} – {figures.until}", "", ""))
    rows += [(one.code, said(one.words), one.value, said(one.unit), said(one.definition)) for one in figures.figures]
    csv.writer(written).writerows(rows)
    return "\ufeff" + written.getvalue()  # Excel takes UTF-8 for GBK without the mark


def for_programs(answer: Response) -> Response:
    """Let programs of every site read it."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return for_a_while(answer)


def for_a_while(answer: Response) -> Response:
    """Let any cache keep it so long."""
    answer.headers["Cache-Control"] = f"public, max-age={SECONDS}"
    return answer
