"""The public door: shoppers, buyers, passers-by. No account, no cookie, no script."""

from flask import Blueprint

public = Blueprint("public", __name__)

from gitrace.web.public import (  # noqa: E402, F401  (they join it)
    certificates,
    figures,
    health,
    home,
    household,
    indication,
    label,
    log,
    misses,
    pins,
    privacy,
    purchase,
    recalls,
    style,
    tell,
)
