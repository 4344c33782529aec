"""Input products as a producer chooses them: the county's register, and what it added for itself."""

from flask import Response

from gitrace.people.roles import Role
from gitrace.web.doors import may_enter
from gitrace.web.parts import inputs
from gitrace.web.producer import producer
from gitrace.web.producer.profile import own_id


@producer.get("/inputs")
@may_enter(Role.CLERK, Role.PACKER, Role.MANAGER)
def list_inputs() -> Response:
    """What may be chosen for a record."""
    return inputs.list_of("producer", own_id())


@producer.route("/inputs/new", methods=["GET", "POST"])
@may_enter(Role.CLERK, Role.PACKER, Role.MANAGER)
def new_input() -> Response:
    """Enter one."""
    return inputs.new_input("producer")


@producer.post("/inputs/<int:input_id>/retire")
@may_enter(Role.CLERK, Role.PACKER, Role.MANAGER)
def retire_input(input_id: int) -> Response:
    """Offer one no longer."""
    return inputs.retire("producer", input_id, own_id())
