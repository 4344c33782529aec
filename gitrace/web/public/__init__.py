"""The public door: shoppers, buyers, passers-by. No account, no cookie; no script but one that checks a proof."""

from flask import Blueprint

public = Blueprint("public", __name__)

from gitrace.web.public import (  # noqa: E402, F401  (they join it)
    balance,
    certificates,
    figures,
    health,
    home,
    household,
    indication,
    label,
    log,
    log_pages,
    misses,
    pins,
    privacy,
    purchase,
    recalls,
    style,
    tell,
)
