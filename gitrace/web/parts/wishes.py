"""What stands in the address of a print, proof or picture."""

from typing import TypeVar

from flask import request
from pydantic import BaseModel, ValidationError

from gitrace.errors import Refusal
from gitrace.printing.wishes import Order
from gitrace.web.forms import Form
from gitrace.web.sentences import first_sentences

ORDER_NAMES = {Order.ACROSS: "先横后竖", Order.DOWN: "先竖后横"}

Asked = TypeVar("Asked", bound=BaseModel)


def asked(command: type[Asked], **known: object) -> Asked:
    """The command that the query says, with what is known without it.

    Raises Refusal("asked-amiss") at its first field that does not fit.
    """
    try:
        return Form(command, source=request.args).command(**known)
    except ValidationError as error:
        field, sentence = next(iter(first_sentences(error).items()))
        raise Refusal("asked-amiss", sentence, field) from None
