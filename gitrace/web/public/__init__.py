"""The public door: shoppers, buyers, passers-by. No account, no cookie, no script."""

from flask import Blueprint

public = Blueprint("public", __name__)

from gitrace.web.public import health, home, household, label, privacy, style, tell  # noqa: E402, F401  (they join it)
