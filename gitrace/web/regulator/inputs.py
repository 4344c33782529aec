"""The county's register of input products."""

from flask import Response

from gitrace.people.roles import Role
from gitrace.web.doors import may_enter
from gitrace.web.parts import inputs
from gitrace.web.regulator import regulator


@regulator.get("/inputs")
@may_enter(Role.REGULATOR)
def list_inputs() -> Response:
    """What may be chosen for a record."""
    return inputs.list_of("regulator", None)


@regulator.route("/inputs/new", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
def new_input() -> Response:
    """Enter one."""
    return inputs.new_input("regulator")


@regulator.post("/inputs/<int:input_id>/retire")
@may_enter(Role.REGULATOR)
def retire_input(input_id: int) -> Response:
    """Offer one no longer."""
    return inputs.retire("regulator", input_id, None)
