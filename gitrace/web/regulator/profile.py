"""The product profile: its versions, a new one made from the newest, tried on the season and then adopted."""

from itertools import groupby
from typing import Any

from flask import Response, abort, render_template
from pydantic import BaseModel

from gitrace import clock
from gitrace.jobs import JobState
from gitrace.people.roles import Role
from gitrace.profile import Profile
from gitrace.profile.commands import adopt_edited, newest_version, profile_version, versions
from gitrace.profile.editing import as_typed, edited, start_of, version_model
from gitrace.profile.items import SECTIONS, Item, Kind, items_of
from gitrace.profile.values import Tag
from gitrace.storage import keeping, reading
from gitrace.supervision.actors import actor_names
from gitrace.supervision.trials import Trial, judged_until, order_trial, trial_of
from gitrace.web.doors import asks_again, every_level, may_enter
from gitrace.web.entrance import actor
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.language import asked_language, said
from gitrace.web.parts.waiting import looked_at_again
from gitrace.web.regulator import regulator


class ProfileForm(Form[Any]):
    """The form of a version, whose figures are named in the reader's language."""

    def __init__(self, profile: Profile) -> None:
        super().__init__(version_model(profile), start_of(profile))
        self.items = {item.name: item for item in items_of(profile)}

    def label(self, name: str) -> str:
        """A figure's own words, after whose it is."""
        return words_of(self.items[name]) if name in self.items else super().label(name)


class AdoptVersion(BaseModel):
    """There is nothing to fill in: the trial says it all."""


@regulator.get("/profile")
@may_enter(Role.REGULATOR)
@every_level
def show_versions() -> str:
    """Every version and why it was adopted; what the newest says."""
    with reading(store()) as session:
        known = versions(session)
        return render_template(
            "regulator/profile/list.html",
            versions=known,
            actors=actor_names(session, {why.adopted_by for _, why in known if why}),
            sections=_sections(profile_version(session, known[0][0].version)),
            **_words(),
        )


@regulator.get("/profile/<int:version>")
@may_enter(Role.REGULATOR)
@every_level
def show_version(version: int) -> str:
    """One version, every figure with its source."""
    with reading(store()) as session:
        row, why = next((one for one in versions(session) if one[0].version == version), None) or abort(404)
        return render_template(
            "regulator/profile/show.html",
            row=row,
            why=why,
            sections=_sections(profile_version(session, version)),
            **_words(),
        )


@regulator.route("/profile/change", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
def change_profile() -> Response:
    """Type a new version; sent, it is tried on the running season and not yet adopted."""
    with reading(store()) as session:
        old = profile_version(session, newest_version(session).version)
        earliest = judged_until(session)
    form = ProfileForm(old)
    if form.sent:
        with form.answering():
            typed = form.command()
            new = edited(old, typed)
            with keeping(store()) as session:
                trial = order_trial(session, old=old, new=new, typed=typed, made_by=actor().name, now=clock.now())
            return saved(".show_trial", job_id=trial.id)
    return form.page(
        "regulator/profile/change.html", old=old, sections=_sections(old), judged_until=earliest, kinds=Kind, **_words()
    )


@regulator.route("/profile/trials/<int:job_id>", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@asks_again
def show_trial(job_id: int) -> Response:
    """What a version would change; the button that adopts it."""
    with reading(store()) as session:
        trial = trial_of(session, job_id) or abort(404)
        is_adopted = newest_version(session).version > trial.old.version
    form = Form(AdoptVersion)
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, _typed: _adopt(work, trial))
            return saved(".show_version", done, version=done.content)
    page = form.page("regulator/profile/trial.html", trial=trial, is_adopted=is_adopted, states=JobState, **_words())
    return looked_at_again(page, while_open=trial.job.state in (JobState.WAITING, JobState.RUNNING))


def _adopt(work: Any, trial: Trial) -> int:
    return adopt_edited(work, trial.new, trial.typed, judged_until=judged_until(work.session)).version


def words_of(item: Item) -> str:
    """A figure in the reader's words: whose it is, and what."""
    whose = item.of_en if asked_language() == "en" else item.of
    return f"{whose}{said('：')}{said(item.words)}" if whose else said(item.words)


def value_of(item: Item) -> str:
    """A figure's value as people read it."""
    if item.kind is Kind.FLAG:
        return said("是") if item.value else said("否")
    return as_typed(item) or said("待核实")


def _sections(profile: Profile) -> list[tuple[str, list[Item]]]:
    return [(SECTIONS[section], list(items)) for section, items in groupby(items_of(profile), lambda one: one.section)]


def _words() -> dict[str, Any]:
    return {"words_of": words_of, "value_of": value_of, "tags": Tag}
