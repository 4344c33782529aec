"""The privacy notice, one link from every page."""

from flask import render_template

from gitrace.web.doors import EVERYONE, may_enter
from gitrace.web.public import public


@public.get("/privacy")
@may_enter(EVERYONE)
def privacy() -> str:
    """What is kept, why, how long, and whom to ask."""
    return render_template("public/privacy.html")
