"""The public door: shoppers, buyers, passers-by. No account, no cookie, no script."""

from flask import Blueprint

public = Blueprint("public", __name__)

from gitrace.web.public import health, home, privacy  # noqa: E402, F401  (the views declare themselves on the blueprint)
