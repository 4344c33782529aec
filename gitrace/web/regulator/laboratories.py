"""The register of laboratories."""

from flask import Response, render_template

from gitrace.inspections.commands import RegisterLaboratory, register_laboratory
from gitrace.inspections.queries import laboratories
from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.web.doors import may_enter
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.regulator import regulator


@regulator.get("/laboratories")
@may_enter(Role.REGULATOR)
def list_laboratories() -> str:
    """All of them, by name."""
    with reading(store()) as session:
        return render_template("regulator/laboratories/list.html", laboratories=laboratories(session))


@regulator.route("/laboratories/new", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
def new_laboratory() -> Response:
    """Enter one; its accounts are invited afterwards."""
    form = Form(RegisterLaboratory)
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: register_laboratory(work, command).id)
            return saved(".list_laboratories", done)
    return form.page("regulator/laboratories/new.html")
