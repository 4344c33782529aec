"""Pages of the register of input products, for the regulator and for producers.

`door`: the blueprint of whoever reads; `of`: the producer for which she acts, None for the county.
"""

from flask import Response, abort, request
from pydantic import BaseModel

from gitrace.growers.inputs import RegisterInput, inputs_for, register_input, retire_input
from gitrace.growers.tables import InputProduct
from gitrace.storage import reading
from gitrace.web.entrance import actor
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.parts.records import KIND_NAMES
from gitrace.work import writing


def list_of(door: str, of: int | None) -> Response:
    """The products that may be chosen."""
    with reading(store()) as session:
        inputs = inputs_for(session, of)
    return Form(BaseModel).page("parts/inputs.html", inputs=inputs, door=door, own=of, kind_names=KIND_NAMES)


def new_input(door: str) -> Response:
    """Enter a product."""
    form = Form(RegisterInput, {"kind": "pesticide"})
    if form.sent:
        with form.answering():
            answer = form.do_once(lambda work, command: register_input(work, command).id)
            return saved(f"{door}.list_inputs", answer)
    return form.page("parts/new_input.html", kinds=KIND_NAMES, door=door, address=request.path)


def retire(door: str, input_id: int, of: int | None) -> Response:
    """Offer one no longer; the county's is not a producer's to retire."""
    with reading(store()) as session:
        found = session.get(InputProduct, input_id)
    if found is None or found.producer_id != of:
        abort(404)
    with writing(store(), actor()) as work:
        retire_input(work, input_id)
    return saved(f"{door}.list_inputs")
