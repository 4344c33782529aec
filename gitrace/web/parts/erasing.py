"""依法删除个人信息: what would go and what stays, then the ground, then the deed. For every kind of person the same."""

from typing import Any

from flask import Response, abort, request, url_for

from gitrace import clock
from gitrace.erasure.commands import EraseByLaw, erase_person
from gitrace.erasure.persons import Person
from gitrace.erasure.queries import plan_of
from gitrace.people.erasable import GROUND_WORDS, PERSON_WORDS
from gitrace.storage import reading
from gitrace.supervision.kinds_of_rows import table_words
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store


def erase_page(person: Person, back: str, **values: Any) -> Response:
    """The page, and on to `back`, where the person is shown, once it is done; 404 for somebody who is not there."""
    form = Form(EraseByLaw)
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: erase_person(work, person, command).id)
            return saved(back, done, **values)
    with reading(store()) as session:
        plan = plan_of(session, person, clock.shanghai_day(clock.now())) or abort(404)
    return form.page(
        "parts/erase.html",
        plan=plan,
        back=url_for(back, **values),
        address=request.path,
        grounds=GROUND_WORDS,
        whom=PERSON_WORDS[person.kind],
        table_words=table_words,
    )
