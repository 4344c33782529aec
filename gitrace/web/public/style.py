"""The style page: each element of the design language in each state, made by the very macros that the pages use.

It stands in demos alone. A form on it can be sent: what comes back is what any form of the service answers.
"""

from flask import Response, abort
from pydantic import BaseModel, Field
from werkzeug.datastructures import MultiDict

from gitrace.labels.verdict import Verdict
from gitrace.web.doors import EVERYONE, may_enter
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.origin import public_form
from gitrace.web.public import public
from gitrace.web.public.verdict_words import SENTENCES, SHAPES


class Everything(BaseModel):
    """A command with each kind of field."""

    name: str = Field(title="登录名", description="粘贴网址，或照标签下方的文字输入 (01)… (10)… (21)…")
    secret: str = Field(title="密码")
    township: str = Field(title="乡镇")
    cover: str = Field(title="方式")
    days: list[str] = Field(default=[], title="日期")
    remark: str = Field(title="说明")
    note: str = Field(default="", title="备注")
    agreed: bool = Field(default=False, title="已处理")


class Wrong(BaseModel):
    """The same kinds, for a form that came back."""

    lot: str = Field(title="批次号", description="照标签下方的文字输入。")
    form: str = Field(title="品类")
    role: str = Field(title="角色")
    reason: str = Field(title="理由")


@public.route("/style", methods=["GET", "POST"])
@may_enter(EVERYONE)
@public_form
def style() -> Response:
    """Everything on one page."""
    if not store().settings.demo:
        abort(404)
    form, wrong = Form(Everything), Form(Wrong, source=MultiDict())
    if form.sent:
        with form.answering():
            form.command()
            return saved(".style")
    with wrong.answering():
        wrong.command()
    verdicts = [(SHAPES.get(one, "stop"), *SENTENCES[one]) for one in Verdict]
    return form.page("public/style.html", wrong=wrong, verdicts=verdicts)
