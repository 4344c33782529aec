"""What the keeper does: draw the call-backs of each week once it is over."""

from datetime import datetime

from gitrace.callbacks.commands import draw_week
from gitrace.callbacks.queries import candidates_of, draw_of
from gitrace.callbacks.rules import finished_week
from gitrace.clock import shanghai_day
from gitrace.jobs import timer
from gitrace.storage import Store, reading
from gitrace.work import KEEPER, writing


@timer(seconds=3600)
def draw_callbacks(store: Store, now: datetime) -> None:
    """Draw the last week, if it was not. A week that the service slept through is left out: asked about a month
    later, nobody remembers a morning.
    """
    week = finished_week(shanghai_day(now))
    with reading(store) as session:
        if draw_of(session, week) is not None or not candidates_of(session, week):
            return
    with writing(store, KEEPER) as work:
        draw_week(work, week)
