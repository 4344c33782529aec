"""Pages that say no: in the reader's language, as a page for people or as a problem (RFC 9457) for programs."""

import logging
from dataclasses import dataclass, field

from flask import Flask, Response, jsonify, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError  # type: ignore[import-untyped]
from werkzeug.exceptions import HTTPException, InternalServerError, TooManyRequests
from werkzeug.routing import RequestRedirect

from gitrace.errors import Refusal, Stopped, Unavailable
from gitrace.web.language import said

log = logging.getLogger(__name__)

RETRY_SECONDS = 30
TOO_MANY_TRIES = "too-many-tries"
"""Code of the one refusal that is a 429; its values hold `retry_after`, seconds."""


@dataclass(frozen=True)
class Problem:
    """One answer that says no: status, a title, what to do next; for a refusal also its code and field."""

    status: int
    title: str
    detail: str
    more: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


# Title and next step by status; the Chinese is the source, gettext gives the English.
SENTENCES = {
    400: ("请求无法识别", "请返回上一页，刷新后再试一次。"),
    401: ("请先登录", "此页需要登录后才能查看。"),
    403: ("没有权限查看此页", "您的账号不能使用这项功能；如需要，请联系本单位的管理人员。"),
    404: ("没有找到此页", "请核对网址；也可以从首页重新进入。"),
    405: ("此网址不支持这种操作", "请从页面上的按钮或链接操作。"),
    413: ("提交的内容太大", "请减小文件后再试。"),
    422: ("没有保存", "请核对填写的内容后再提交。"),
    429: ("尝试次数过多", "请稍等一会儿再试。"),
    500: ("系统出现错误", "已经记录，正在处理。刚才的内容没有保存，请稍后再试。"),
    503: ("系统正忙", "请稍等片刻再试。刚才的内容没有保存，已有的记录不受影响。"),
}
_JSON = tuple(f"application/{kind}" for kind in ("json", "problem+json", "linkset+json", "ld+json"))
CANNOT_SHOW = "打不开此页"
STOPPED = ("暂停办理", "系统暂时只能查看，不能保存，请联系系统管理员。刚才的内容没有保存。")
EXPIRED = ("页面停留太久，已过期", "请返回上一页，刷新后重新提交。")


def say_problems(app: Flask) -> None:
    """Answer every error of the application as a Problem."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(Unavailable, _unavailable)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(401, _sign_in_first)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(InternalServerError, _fault)


def answer(problem: Problem) -> Response:
    """The problem as the client asked to read it. A page asks nothing of the store: it may be the store that fails."""
    if wants_json():
        body = {"type": "about:blank", "title": problem.title, "status": problem.status, "detail": problem.detail}
        response = jsonify({**body, **problem.more})
        response.mimetype = "application/problem+json"
        response.status_code = problem.status
    else:
        response = make_response(render_template("problems/show.html", problem=problem), problem.status)
    response.headers.update(problem.headers)
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    return response


def status_of(refusal: Refusal) -> tuple[int, dict[str, str]]:
    """The status of a refusal, and its headers: 422; 404 for a code that begins with `no-such-`; 429 with Retry-After
    when guesses ran out.
    """
    if refusal.code.startswith("no-such-"):
        return 404, {}
    if refusal.code == TOO_MANY_TRIES:
        return 429, {"Retry-After": str(refusal.values["retry_after"])}
    return 422, {}


def wants_json() -> bool:
    """Whether a program asks that reads JSON of any of our kinds rather than pages."""
    accepted = request.accept_mimetypes
    return max(accepted[kind] for kind in _JSON) > accepted["text/html"]


def _problem(status: int, sentences: tuple[str, str] | None = None, **headers: str) -> Problem:
    title, detail = sentences or SENTENCES.get(status) or SENTENCES[status // 100 * 100]
    return Problem(status, said(title), said(detail), headers=headers)


def _refused(refusal: Refusal) -> Response:
    more = {"code": refusal.code} | ({"field": refusal.field} if refusal.field else {})
    status, headers = status_of(refusal)
    title = CANNOT_SHOW if request.method in ("GET", "HEAD") else SENTENCES[status][0]
    return answer(Problem(status, said(title), said(refusal.sentence, **refusal.values), more, headers))


def _unavailable(busy: Unavailable) -> Response:
    log.warning("unavailable: %s", busy)
    return answer(
        _problem(503, STOPPED if isinstance(busy, Stopped) else None, **{"Retry-After": str(busy.retry_after)})
    )


def _expired(_error: CSRFError) -> Response:
    return answer(_problem(400, EXPIRED))


def _sign_in_first(_error: HTTPException) -> Response:
    if wants_json() or request.method != "GET":
        return answer(_problem(401))
    return make_response(redirect(url_for("account.sign_in", next=request.full_path.rstrip("?")), 303))


def _http(error: HTTPException) -> Response:
    if error.response is not None or isinstance(error, RequestRedirect):
        return make_response(error.get_response())
    headers = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    if isinstance(error, TooManyRequests):
        headers.setdefault("Retry-After", str(RETRY_SECONDS))
    return answer(_problem(error.code or 500, None, **headers))


def _fault(_error: InternalServerError) -> Response:
    return answer(_problem(500))
