"""The page at the scale, 过磅: it saves a delivery, tells what the checks found, and is ready for the next one."""

from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, redirect, request, url_for
from sqlmodel import Session

from gitrace import clock
from gitrace.balance.rules import kg
from gitrace.clock import shanghai_day
from gitrace.deliveries.commands import weigh
from gitrace.deliveries.entry import Weigh
from gitrace.deliveries.grounds import read_scale
from gitrace.deliveries.judging import findings_of
from gitrace.deliveries.mornings import Morning, Weighed, morning_of, weighed
from gitrace.deliveries.price import amount_fen, yuan
from gitrace.deliveries.suppliers import usual_g
from gitrace.deliveries.warnings import certificate_warning, usual_warning
from gitrace.deliveries.weight import jin
from gitrace.errors import Refusal
from gitrace.people.roles import Role
from gitrace.profile import Finding, Outcome, Profile
from gitrace.storage import reading
from gitrace.web.doors import may_enter
from gitrace.web.forms import Form
from gitrace.web.installation import store
from gitrace.web.parts.growers import GrowerChooser
from gitrace.web.parts.places import present_profile
from gitrace.web.producer import producer
from gitrace.web.producer.growers import own_growers
from gitrace.web.producer.profile import own_id
from gitrace.web.producer.weighing_choices import DUG, weighing_choices
from gitrace.work import Answer, Work

SHOWN = 5
"""Deliveries below the form."""


@dataclass(frozen=True)
class Saved:
    """The delivery that was saved last, for the clerk to look at while she calls the next grower."""

    line: Weighed
    findings: tuple[Finding, ...]
    repeated: bool

    @property
    def kind(self) -> str:
        """The notice's shape: go, warn or stop."""
        outcomes = {finding.outcome for finding in self.findings}
        return "stop" if Outcome.FAIL in outcomes else "warn" if Outcome.WARN in outcomes else "go"

    @property
    def telling(self) -> list[Finding]:
        """What did not pass, failures first."""
        return [one for outcome in (Outcome.FAIL, Outcome.WARN) for one in self.findings if one.outcome is outcome]


@producer.route("/deliveries/weigh", methods=["GET", "POST"])
@may_enter(Role.CLERK, Role.MANAGER)
def weigh_in() -> Response:
    """Weigh a household's shoots in; then the page again, for the next."""
    form: Form[Weigh] = Form(Weigh)
    chooser = own_growers(form)
    if form.sent:
        with form.answering():
            return _on_to_the_next(form.do_once(_weigh, **_known(chooser)))
    return _page(form, chooser)


def _weigh(work: Work, command: Weigh) -> int:
    return weigh(work, command, producer_id=own_id()).id


def _known(chooser: GrowerChooser) -> dict[str, Any]:
    """The household; a load without one is a dealer's, and somebody has to say so."""
    known = chooser.known()
    if not known and "dealer" not in request.form:
        raise Refusal("no-household", "请填户号或姓名；收购商的货没有户号，请勾选“收购商的货”。", "household")
    return known


def _on_to_the_next(done: Answer) -> Response:
    return make_response(redirect(url_for(".weigh_in", done=done.content, again=1 if done.repeated else None), 303))


def _page(form: Form[Weigh], chooser: GrowerChooser) -> Response:
    with reading(store()) as session:
        profile = present_profile(session)
        choices = weighing_choices(session)
        morning = morning_of(session, own_id(), clock.now())
        done = _done(session, profile)
        form.begin(_start(morning, profile, done, choices))
        return form.page(
            "producer/deliveries/weigh.html",
            chooser=chooser,
            done=done,
            morning=morning,
            lines=morning.lines[:SHOWN],
            baskets=morning.baskets(form.value("scale")),
            jin=jin,
            yuan=yuan,
            amount_fen=amount_fen,
            kg=kg,
            times=profile.weighing.times_usual.value if profile.weighing else None,
            **{**choices, "dug": DUG},
        )


def _start(morning: Morning, profile: Profile, done: Saved | None, choices: dict[str, Any]) -> dict[str, object]:
    start = morning.start(profile, after=done.line if done else None)
    if len(choices["scales"]) == 1:
        start.setdefault("scale", choices["scales"][0].number)
    return start


def _done(session: Session, profile: Profile) -> Saved | None:
    """The delivery that the address says was just saved, if it is this producer's."""
    line = weighed(session, own_id(), request.args.get("done", 0, int))
    if line is None:
        return None
    delivery, scale = line.delivery, read_scale(session, line.scale, own_id()).facts
    usual = None
    if delivery.household_id is not None:
        usual = usual_g(session, own_id(), delivery.household_id, delivery.season, but=delivery.id)
    warnings = (
        usual_warning(delivery.net_g, usual, profile),
        certificate_warning(scale, shanghai_day(delivery.weighed_at), profile),
    )
    findings = (*findings_of(delivery), *(warning for warning in warnings if warning))
    return Saved(line, findings, "again" in request.args)
