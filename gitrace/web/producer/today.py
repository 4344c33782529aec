"""The producer's first page: what waits today, and what its county stopped."""

from datetime import timedelta
from typing import Any

from flask import render_template
from sqlmodel import Session

from gitrace import clock
from gitrace.balance.rules import kg
from gitrace.deliveries.queries import day_total
from gitrace.deliveries.weight import jin
from gitrace.desk.board import board
from gitrace.desk.stages import Stage
from gitrace.desk.stops import stops_of
from gitrace.desk.today import expiring, open_runs, turned_bad, unpoured_today, without_certificate, without_records
from gitrace.labels.accounting import left_over
from gitrace.people.roles import BUREAU_NAMES, Role
from gitrace.producers.applications import open_application_of
from gitrace.producers.queries import the_producer
from gitrace.storage import reading
from gitrace.web.doors import may_enter
from gitrace.web.entrance import signed_in
from gitrace.web.installation import store
from gitrace.web.parts.places import form_names, present_profile
from gitrace.web.producer import producer
from gitrace.web.producer.batches import packs
from gitrace.web.producer.profile import own_id
from gitrace.web.producer.weighing_choices import cover_names, weighs


@producer.get("/today")
@may_enter(Role.CLERK, Role.PACKER, Role.MANAGER)
def show_today() -> str:
    """Figures, each with the list behind it."""
    now = clock.now()
    today = clock.shanghai_day(now)
    with reading(store()) as session:
        profile, stops = present_profile(session), stopped(session)
        return render_template(
            "producer/today/show.html",
            today=today,
            now=now,
            weighed=day_total(session, own_id(), today),
            unpoured=unpoured_today(session, own_id(), profile, now),
            hours=profile.labels.pour_within_hours.value,
            runs=open_runs(session, own_id()),
            left_over=left_over(session, own_id(), today - timedelta(days=1)),
            stages=board(session, own_id(), today),
            stage=Stage,
            expiring=expiring(session, own_id(), today),
            lacking=without_records(session, own_id(), now),
            turned=turned_bad(session, own_id()),
            uncertified=without_certificate(session, own_id(), profile, today),
            application=open_application_of(session, own_id()),
            covers=cover_names(profile),
            form_words=form_names(profile),
            weighs=weighs(),
            packs=packs(),
            manages=signed_in().role is Role.MANAGER,
            jin=jin,
            kg=kg,
            **stops,
        )


def stopped(session: Session) -> dict[str, Any]:
    """`stops` and the names of bureaus, as parts/stops.html takes them; `mine`: the producer, read once a page."""
    mine = the_producer(session, own_id())
    return {"mine": mine, "stops": stops_of(session, mine), "bureau_names": BUREAU_NAMES}
