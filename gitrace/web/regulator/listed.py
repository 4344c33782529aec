"""A page of a list: its filter, which stands in the address, its lines, its pages, and the ways to take it out."""

from collections.abc import Callable, Mapping
from math import ceil
from typing import Any

from flask import Response, request, url_for
from pydantic import BaseModel
from sqlmodel import Session

from gitrace.producers.queries import producer_names
from gitrace.storage import reading
from gitrace.supervision.exports import AT_ONCE
from gitrace.supervision.listing import PAGE, Listing
from gitrace.supervision.spreadsheets import Format
from gitrace.supervision.words import FINDINGS
from gitrace.web.forms import Form
from gitrace.web.installation import store
from gitrace.web.parts.places import present_profile, township_names
from gitrace.web.parts.sorting import sort_addresses
from gitrace.web.regulator.exports import own_lists

MOST_PAGES = 1_000_000
More = Callable[[Session, Any], Mapping[str, Any]]


def nothing_more(_session: Session, _asked: Any) -> Mapping[str, Any]:
    """For a page that needs no more than its list."""
    return {}


def list_page(
    listing: Listing[Any, Any], template: str, *, more: More = nothing_more, known: Mapping[str, Any] | None = None
) -> Response:
    """The page of a list. `known`: what the address itself already asks; `more`: what else the page shows."""
    form, asked = Form(listing.asks, source=request.args), listing.asks(**known or {})
    with form.answering():
        asked = form.command(**known or {})
    number, narrowing = asked_page(), narrowing_fields(asked) - set(known or {})
    with reading(store()) as session:
        lines, total = listing.counted_page(session, asked, number)
        context = {"lines": lines, **more(session, asked)}
    return form.page(
        template,
        listing=listing,
        columns=[column for column in listing.columns if column.on_page],
        total=total,
        page=number,
        last=ceil(total / PAGE),
        address=page_address,
        sorting=sort_addresses(getattr(asked, "sort", None)),
        filtered=bool(narrowing),
        unfolded=bool(form.errors) or bool(narrowing - {next(iter(listing.asks.model_fields))}),
        exports=[] if form.errors or listing.name not in own_lists() else export_addresses(listing, asked),
        at_once=total <= AT_ONCE,
        **context,
    )


def asked_page() -> int:
    """The page's number in the address; 1 for what is no such number."""
    text = request.args.get("page", "")
    return min(max(int(text), 1), MOST_PAGES) if text.isascii() and text.isdigit() and len(text) < 9 else 1  # noqa: PLR2004


def page_address(number: int) -> str:
    """This list at another of its pages."""
    assert request.endpoint is not None
    query = request.args.to_dict(flat=False) | {"page": [str(number)]}
    return url_for(request.endpoint, **(request.view_args or {}), **query)  # type: ignore[arg-type]


def narrowing_fields(asked: BaseModel) -> set[str]:
    """The fields that ask for anything but the order."""
    fields = type(asked).model_fields.items()
    return {name for name, field in fields if name != "sort" and getattr(asked, name) != field.get_default()}


def export_addresses(listing: Listing[Any, Any], asked: BaseModel) -> list[tuple[str, str]]:
    """(what it is taken out as, address) with the same filter."""
    query = {name: value for name, value in asked.model_dump(mode="json").items() if value not in (None, "")}
    return [
        (form.value.upper(), url_for("regulator.take_out", listing=listing.name, form=form.value, **query))
        for form in Format
    ]


def choices(session: Session, _asked: Any) -> dict[str, Any]:
    """What the filters of deliveries and lots offer to choose from."""
    return {
        "producers": sorted(producer_names(session).items(), key=lambda pair: pair[1]),
        "townships": list(township_names(present_profile(session)).items()),
        "finding_names": FINDINGS,
    }
