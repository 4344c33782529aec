"""The front page: what this is, and a box for a code that was typed or pasted."""

from flask import Response, make_response, redirect, request
from pydantic import BaseModel, Field

from gitrace.web.doors import EVERYONE, may_enter
from gitrace.web.forms import Form
from gitrace.web.installation import store
from gitrace.web.language import in_asked_language
from gitrace.web.public import public
from gitrace.web.public.pasted import link_from_pasted


class AskCode(BaseModel):
    """The box on the front page."""

    code: str = Field(
        title="标签编码", description="粘贴网址，或照标签下方的文字输入 (01)… (10)… (21)…", max_length=300
    )


@public.get("/")
@may_enter(EVERYONE)
def home() -> Response:
    """What gitrace is; with a code, on to the address that its label prints."""
    form = Form(AskCode, source=request.args)
    if form.sent:
        with form.answering():
            link = link_from_pasted(form.command().code, {store().settings.label_host, request.host.lower()})
            return make_response(redirect(in_asked_language(link.path), 303))
    return form.page("public/home.html")
