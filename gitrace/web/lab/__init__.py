"""The laboratory's door: its own reports, and nothing else."""

from flask import Blueprint

lab = Blueprint("lab", __name__, url_prefix="/lab")

from gitrace.web.lab import reports  # noqa: E402, F401  (the views declare themselves on the blueprint)
