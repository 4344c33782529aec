"""公开账: what a season came to by township, as a page, a spreadsheet and JSON, added up from the public entries."""

import csv
import io
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, jsonify, make_response, render_template, request, url_for

from gitrace import clock
from gitrace.growers.rules import season_of
from gitrace.ledger.published import newest_checkpoint
from gitrace.storage import reading
from gitrace.supervision.balance_sheet.columns import COLUMNS, HARVEST, LABELS, Column
from gitrace.supervision.balance_sheet.sheet import Sheet
from gitrace.supervision.balance_sheet.statements import seasons_told, sheet_of
from gitrace.supervision.words import Names
from gitrace.web.doors import EVERYONE, may_enter
from gitrace.web.installation import store
from gitrace.web.language import asked_language, said
from gitrace.web.parts.places import present_profile
from gitrace.web.public import public
from gitrace.web.public.figures import for_a_while, for_programs


@dataclass(frozen=True)
class Told:
    """A season's sheet, with the state of the log in which it was added up: `note` is that log's checkpoint, signed."""

    sheet: Sheet
    seasons: list[int]
    townships: list[tuple[str, str]]
    note: str

    @property
    def busy(self) -> list[tuple[str, str]]:
        """Townships of which there is anything, told or waiting."""
        return [one for one in self.townships if one[0] in self.sheet.townships]

    @property
    def idle(self) -> list[tuple[str, str]]:
        """Those whose figures are all nought."""
        return [one for one in self.townships if one[0] not in self.sheet.townships]

    @property
    def size(self) -> int:
        """Entries of the log."""
        return int(self.note.split("\n")[1])

    @property
    def root(self) -> str:
        """The log's root, Base64, as the checkpoint has it."""
        return self.note.split("\n")[2]


@public.get("/balance")
@may_enter(EVERYONE)
def show_balance() -> Response:
    """A season, the present one's unless another is asked for."""
    told = _asked()
    season = told.sheet.season
    page = render_template(
        "public/balance.html",
        told=told,
        sheet=told.sheet,
        harvest=HARVEST,
        labels=LABELS,
        columns=COLUMNS,
        seasons=[(url_for(".show_balance", season=one), one, one == season) for one in told.seasons],
        files=[(url_for(f".take_balance_{shape}", season=season), shape.upper()) for shape in ("csv", "json")],
    )
    return for_a_while(make_response(page))


@public.get("/balance.csv")
@may_enter(EVERYONE)
def take_balance_csv() -> Response:
    """The same for a spreadsheet, its words in the language asked for."""
    told = _asked()
    answer = Response(_as_csv(told), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="gitrace-balance-{told.sheet.season}.csv"'
    return for_programs(answer)


@public.get("/balance.json")
@may_enter(EVERYONE)
def take_balance_json() -> Response:
    """The same for programs."""
    told = _asked()
    sheet = told.sheet
    days = {"season": sheet.season, "first_day": sheet.first_day, "last_day": sheet.last_day, "week": sheet.week}
    townships = [
        {"code": code, "name": name, "waiting": [one for one in COLUMNS if sheet.waits(one, code)]}
        | {one.code: _number(one, sheet.figure(one.code, code)) for one in COLUMNS.values()}
        for code, name in told.townships
    ]
    figures = [
        {
            "code": one.code,
            "name": said(one.words),
            "unit": said(one.unit),
            "definition": said(one.definition),
            "of": one.of or None,
            "county": _number(one, sheet.county(one.code)),
            "share_percent": None if (share := one.share(sheet)) is None else float(share),
        }
        for one in COLUMNS.values()
    ]
    log = {"size": told.size, "root": told.root, "checkpoint": told.note, "newest": url_for(".show_checkpoint")}
    statements = [{"week": week, "entry": index} for week, index in sorted(sheet.told_at.items())]
    content = {"log": log, "statements": statements, "figures": figures, "townships": townships}
    return for_programs(jsonify(days | content))


def _asked() -> Told:
    today = clock.shanghai_day(clock.now())
    with reading(store()) as session:
        profile = present_profile(session)
        present = season_of(today, profile)
        seasons = sorted({present, *seasons_told(session)}, reverse=True)
        season = request.args.get("season", present, int)
        if season not in seasons:
            abort(404)
        sheet = sheet_of(session, season) or Sheet(season)
        note = newest_checkpoint(session.connection()) or abort(503)
        names = Names(profile)
        growing = [one.code for one in profile.county.townships if one.grows]
        codes = sorted({*growing, *sheet.townships}, key=lambda code: (not code, code))
        named = [
            (code, names.township(code).in_language(asked_language()) if code else said("乡镇未定")) for code in codes
        ]
    return Told(sheet, seasons, named, note)


def _as_csv(told: Told) -> str:
    written = io.StringIO()
    sheet = told.sheet
    words = [f"{said(one.words)} ({said(one.unit)})" for one in COLUMNS.values()]
    lines: list[list[Any]] = [["code", "name", *COLUMNS, "waiting"], ["", said("乡镇"), *words, said("待公布")]]
    for code, name in told.townships:
        waiting = " ".join(one for one in COLUMNS if sheet.waits(one, code))
        lines.append([code, name, *(one.shown(sheet.figure(one.code, code)) for one in COLUMNS.values()), waiting])
    county = [one.shown(sheet.county(one.code)) for one in COLUMNS.values()]
    lines += [["county", said("已公布合计"), *county, ""], ["week", sheet.week], ["log", told.size, told.root]]
    lines += [["definition", one.code, said(one.definition), one.of] for one in COLUMNS.values()]
    csv.writer(written).writerows(lines)
    return "\ufeff" + written.getvalue()  # Excel takes UTF-8 for GBK without the mark


def _number(column: Column, value: int | None) -> float | int | None:
    shown = column.shown(value)
    return shown if shown is None or isinstance(shown, int) else float(shown)
