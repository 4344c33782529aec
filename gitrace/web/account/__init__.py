"""The account door: coming in, going out, one's own password and sign-ins."""

from flask import Blueprint

account = Blueprint("account", __name__, url_prefix="/account")

from gitrace.web.account import factor, join, password, sessions, sign_in  # noqa: E402, F401  (their views join)
