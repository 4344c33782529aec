"""Cells of a list as a page shows them, and the page on which a subject of the ledger is found."""

from datetime import date, datetime
from decimal import Decimal
from functools import singledispatch
from typing import Any

from flask import url_for

from gitrace.supervision.cells import instant_in
from gitrace.supervision.columns import column_words
from gitrace.supervision.phrases import Named, Phrase, Told
from gitrace.supervision.words import FINDINGS
from gitrace.web.figures import count, day, instant
from gitrace.web.language import asked_language, said
from gitrace.web.regulator import regulator

NOTHING = "—"

# Kinds of subject by the endpoint that shows one, and what the endpoint calls its number.
PAGES = {
    "lot": (".show_lot", "lot"),
    "delivery": (".show_delivery", "delivery_id"),
    "account": (".show_account", "account_id"),
    "entry": (".show_event", "index"),
    "producer": (".show_producer", "producer_id"),
    "application": (".show_application", "application_id"),
    "household": (".show_household", "household_id"),
    "plot": (".show_plot", "plot_id"),
    "report": (".show_report", "report_id"),
    "message": (".show_message", "number"),
    "village-list": (".show_list", "list_id"),
    "certificate": (".show_certificate", "certificate"),
}

_TEXTUAL = {"lot", "message", "certificate"}
"""Kinds whose number is a text."""


@singledispatch
def shown(value: Any) -> str:
    """A cell in the reader's language; a dash for nothing."""
    return str(value) or NOTHING


shown.register(datetime, instant)
shown.register(date, day)
shown.register(int, count)


@shown.register
def _(_value: None) -> str:
    return NOTHING


@shown.register
def _(value: bool) -> str:
    return said("是") if value else said("否")


@shown.register
def _(value: Decimal) -> str:
    return f"{value:,f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"


@shown.register
def _(value: Phrase) -> str:
    # A word within the sentence is said in the same language.
    return said(
        value.sentence, **{name: shown(one) if isinstance(one, Phrase) else one for name, one in value.values.items()}
    )


@shown.register
def _(value: Named) -> str:
    return value.in_language(asked_language())


@shown.register
def _(value: Told) -> str:
    return value.in_language(asked_language(), shown)


regulator.add_app_template_filter(shown, "shown")
regulator.add_app_template_global(column_words, "column_words")


@regulator.app_template_global("finding_words")
def finding_words(codes: str) -> str:
    """Codes joined by spaces in the reader's words."""
    return said("、").join(said(FINDINGS.get(code, code)) for code in codes.split())


@regulator.app_template_filter("recorded")
def recorded(value: Any) -> str:
    """A cell of a row before or after; figures that are no grams stay ungrouped, instants are Shanghai's."""
    if isinstance(value, list):
        return said("、").join(shown(one) for one in value) or NOTHING
    if at := instant_in(value):
        return instant(at)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else shown(value)


@regulator.app_template_filter("page_of")
def page_of(subject: str | None) -> str | None:
    """The address of the page of a subject, as `lot:CY260312A001`; None where there is no such page."""
    kind, _, number = (subject or "").partition(":")
    endpoint, name = PAGES.get(kind, ("", ""))
    if not endpoint or not (number.isdigit() or (number and kind in _TEXTUAL)):
        return None
    values: dict[str, Any] = {name: number if kind in _TEXTUAL else int(number)}
    return url_for(f"regulator{endpoint}", **values)
