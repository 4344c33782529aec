"""The administrator's door: who works here."""

from flask import Blueprint

administrator = Blueprint("administrator", __name__, url_prefix="/administrator")

from gitrace.web.administrator import deeds, erasing, invite, people  # noqa: E402, F401  (their views join the blueprint)
