"""The regulator's door: the registers, and what the county decides."""

from flask import Blueprint

regulator = Blueprint("regulator", __name__, url_prefix="/regulator")

from gitrace.web.regulator import (  # noqa: E402, F401
    accounts,
    applications,
    calendar,
    callbacks,
    cards,
    deliveries,
    denials,
    dossiers,
    events,
    exports,
    failing_reports,
    figures,
    growers,
    holds,
    households,
    imports,
    inputs,
    labels,
    laboratories,
    ledger,
    list_sheets,
    lists,
    lots,
    messages,
    notices,
    overview,
    plots,
    producer_deeds,
    producer_goods,
    producers,
    profile,
    records,
    reports,
    returns,
    shown,
    successions,
)
