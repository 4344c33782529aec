"""The short form of a rapid test (速测): what was tested, what it covers, how it came out."""

from flask import Response, abort

from gitrace.inspections.rapid import EnterRapidTest, enter_rapid_test
from gitrace.inspections.tables import Verdict
from gitrace.storage import reading
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.language import asked_language
from gitrace.web.parts.entering import asked_form, options
from gitrace.web.parts.places import form_names, item_names, present_profile
from gitrace.web.parts.reports import VERDICT_NAMES, Desk

CONCLUSIONS = {verdict: VERDICT_NAMES[verdict] for verdict in (Verdict.PASS, Verdict.FAIL)}


def new_rapid(desk: Desk) -> Response:
    """Enter a rapid test of the form of goods that the address names; 404 for one that no set of items is for."""
    with reading(store()) as session:
        profile = present_profile(session)
        goods = asked_form(profile)
        choices = options(session, desk)
    sets = profile.rapid_sets_of(goods)
    if not sets:
        abort(404)
    form = Form(EnterRapidTest, {"item_set": next(iter(sets))})
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: enter_rapid_test(work, command, goods=goods).id, **desk.known)
            return saved(f"{desk.door}.show_report", done, report_id=done.content)
    english = asked_language() == "en"
    names = item_names(profile, goods)
    tested = {item.item: names[item.item] for tests in sets.values() for item in tests.items}
    words = form_names(profile)
    return form.page(
        "parts/new_rapid.html",
        desk=desk,
        code=goods,
        sets=[(one.code, one.name_en if english else one.name) for one in sets.values()],
        items=list(tested.items()),
        conclusions=CONCLUSIONS,
        form_words={code: name for code, name in words.items() if profile.rapid_sets_of(code)},
        **choices,
    )
