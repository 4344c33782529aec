"""What machines ask of a printed address (GS1-Conformant Resolver 1.2): its links, one of them, what we resolve.

The page itself is the default link and is answered by its own view. One thing of the standard is left out and the
description says so: decompressing EPC binary strings, of which we print none.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus

from flask import Response, g, jsonify, make_response, redirect, render_template, request

from gitrace import clock
from gitrace.errors import Refusal
from gitrace.identifiers.digital_link import DigitalLink, parse_path, parse_query, parse_sent_path
from gitrace.web.doors import EVERYONE, may_enter
from gitrace.web.installation import store
from gitrace.web.language import asked_language, said
from gitrace.web.problems import Problem, answer
from gitrace.web.public import public
from gitrace.web.public.links import VOCABULARY, Level, LinkType, levels_of, linkset, root

View = Callable[..., Response]

ITSELF = frozenset({f"{VOCABULARY}defaultLink", f"{VOCABULARY}{LinkType.PIP}"})
"""Link types that mean the page itself."""
LINKSET = "linkset"
HTML, LINKSET_JSON, JSON, JSON_LD = "text/html", "application/linkset+json", "application/json", "application/ld+json"
CONTEXT = "https://ref.gs1.org/standards/resolver/linkset-context"

METHODS = ("GET", "HEAD", "OPTIONS")
_A_DAY = 86_400
FOR_ALL_ORIGINS = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "Link, Location"),
)
PREFLIGHT = (
    ("Access-Control-Allow-Methods", ", ".join(METHODS)),
    ("Allow", ", ".join(METHODS)),
    ("Access-Control-Allow-Headers", "Accept, Accept-Language, Scan-Nonce"),
    ("Access-Control-Max-Age", str(_A_DAY)),
)
_ORIGIN = re.compile(r"[^/]*//[^/]*")
"""Of a whole address, which a proxy may be asked for instead of a path."""
_SPELLINGS = re.compile(r"^(gs1:|https?://(ref\.)?gs1\.org/voc/)")
"""Of the vocabulary, before a type's name: as CURIE, as address, as the address was at first."""


@dataclass(frozen=True)
class Wish:
    """What is asked for besides the page. `type`: a link's, by its address in the vocabulary, or LINKSET; `form`: the
    media type of the linkset, None where a link is asked for; `query`: as it was sent.
    """

    type: str
    form: str | None
    query: str


def resolving(view: View) -> View:
    """Answer OPTIONS, and let pages of other sites read the answers: they are everybody's, and hang on no cookie."""

    @wraps(view)
    def answered(*args: object, **kwargs: object) -> Response:
        if request.method == "OPTIONS":
            return Response(status=HTTPStatus.NO_CONTENT, headers=[*FOR_ALL_ORIGINS, *PREFLIGHT])
        response = view(*args, **kwargs)
        response.headers.extend(FOR_ALL_ORIGINS)
        response.headers["Vary"] = "Accept, Accept-Language"
        return response

    return answered


def read_request() -> tuple[DigitalLink, Wish | None]:
    """What the address names, and what is asked for besides its page; no wish, and not another look, for a plain scan.

    Raises Refusal: as `parse_path`, or for a query that names something twice or not at all.
    """
    environ = request.environ
    sent = environ.get("RAW_URI") or environ.get("REQUEST_URI") or ""
    # Where the server decoded the path, a slash within a value looks like a step, so what was sent is read.
    link = _read_sent(sent) if "%" in sent else parse_path(request.path)
    plain = not environ.get("QUERY_STRING") and not _names_json()
    return link, None if plain else _read_wish(link)


def _names_json() -> bool:
    return "json" in request.environ.get("HTTP_ACCEPT", "")


def _read_sent(uri: str) -> DigitalLink:
    path = uri.partition("?")[0]
    return parse_sent_path(path if path.startswith("/") else _ORIGIN.sub("", path))


def _read_wish(link: DigitalLink) -> Wish | None:
    query = request.query_string.decode("latin-1")
    asked = [value for name, value in parse_query(query, link) if name == "linkType"]
    if len(asked) > 1:
        raise Refusal("key-twice", "网址中 ({key}) 出现了不止一次。", None, key="linkType")
    if asked == [""]:
        raise Refusal("value-missing", "网址中 ({key}) 后面没有内容。", None, key="linkType")
    kind = _type_of(asked[0]) if asked else ""
    form = _form_of(kind)
    return None if form is None and kind in {"", *ITSELF} else Wish(kind, form, query)


def _type_of(asked: str) -> str:
    """A type of the vocabulary by its one address, however it was spelt; anything else as it stands."""
    return LINKSET if asked == "all" else _SPELLINGS.sub(VOCABULARY, asked, count=1)


def _form_of(kind: str) -> str | None:
    """Of the linkset: asked for by its own media type whatever the link type, or by JSON where no type is named."""
    if kind == LINKSET:
        return request.accept_mimetypes.best_match((LINKSET_JSON, HTML, JSON, JSON_LD), LINKSET_JSON)
    if not _names_json():
        return None
    form = request.accept_mimetypes.best_match((HTML, LINKSET_JSON, JSON, JSON_LD), HTML)
    return form if form == LINKSET_JSON or (form != HTML and not kind) else None


def resolve(link: DigitalLink, wish: Wish, page: View) -> Response:
    """The linkset, or the way to a link; the page where that is the link, or where it says that there is nothing."""
    levels = levels_of(link, clock.shanghai_day(clock.now()))
    if levels is None:
        return page(link)
    if wish.form is not None:
        return _say_linkset(levels, wish.form)
    found = next((one for level in levels for one in level.links if VOCABULARY + one.type == wish.type), None)
    if found is None:
        return _say_no_such_link(wish.type, levels)
    if found.path == link.path:
        return page(link)
    return make_response(redirect(found.address(asked_language(), wish.query), HTTPStatus.TEMPORARY_REDIRECT))


def point_to_linkset(response: Response, link: DigitalLink) -> Response:
    """Name the linkset in the head of an answer about something that is there."""
    if response.status_code < HTTPStatus.BAD_REQUEST:
        response.headers.add("Link", f'<{link.path}?linkType={LINKSET}>; rel="linkset"; type="{LINKSET_JSON}"')
    return response


def _say_linkset(levels: Sequence[Level], form: str) -> Response:
    if form == HTML:
        return make_response(render_template("public/label/links.html", levels=levels, language=asked_language()))
    context = {"@context": CONTEXT} if form == JSON_LD else {}
    response = jsonify(context | linkset(levels))
    response.mimetype = form
    if not context:
        response.headers.add("Link", f'<{CONTEXT}>; rel="http://www.w3.org/ns/json-ld#context"; type="{JSON_LD}"')
    return response


def _say_no_such_link(kind: str, levels: Sequence[Level]) -> Response:
    g.names_something = True
    there = ", ".join(sorted({f"gs1:{link.type}" for level in levels for link in level.links}))
    detail = said(
        "这个编码没有类型为 {kind} 的链接；现有：{there}。", kind=kind.replace(VOCABULARY, "gs1:"), there=there
    )
    return answer(Problem(HTTPStatus.NOT_FOUND, said("没有这种链接"), detail, {"code": "no-such-link"}))


@public.route("/.well-known/gs1resolver", methods=METHODS)
@may_enter(EVERYONE)
@resolving
def describe_resolver() -> Response:
    """The resolver description file (section 3): whose resolver this is, and what it resolves."""
    response = jsonify(
        name="gitrace",
        resolverRoot=root(),
        supportedPrimaryKeys=["01"],
        supportedLinkType=[{"namespace": VOCABULARY, "prefix": "gs1:"}],
        linkTypeDefaultCanBeLinkset=False,
        contact={"fn": store().settings.contact or "gitrace"},
        jsonLdContextLocation=CONTEXT,
        exceptions=["EPC binary strings (section 2.3) are not decompressed: no label of this resolver holds one."],
    )
    response.headers["Cache-Control"] = f"public, max-age={_A_DAY}"
    return response
