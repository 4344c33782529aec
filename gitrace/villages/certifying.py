"""县核定: a checked list's plots certified, in short commits, so that the service goes on meanwhile.

An interrupted certification is run again and finishes: a plot that is certified as its line says is passed over.
"""

from collections.abc import Sequence
from decimal import Decimal

from gitrace.batches.rejudging import rejudge_after_change
from gitrace.growers.certifying import CertifyYield, ChangeYield, certify_yield, change_yield, yield_of
from gitrace.jobs import Progress, order
from gitrace.storage import Store
from gitrace.villages.queries import Claimed
from gitrace.villages.steps import finish_list, require_certifiable
from gitrace.work import Actor, Work, writing

KIND = "village-list.certify"
LINES_A_COMMIT = 50
"""As many as hold the write lock for about a tenth of a second."""


def order_certification(work: Work, list_id: int) -> int:
    """Have the keeper certify a list; returns the job's key. Raises as `require_certifiable`."""
    require_certifiable(work, list_id)
    asked = {"list": list_id, "actor": work.actor.name, "role": work.actor.role}
    return order(work.session, KIND, asked, made_by=work.actor.name, now=work.now).id


def certify_lines(work: Work, list_id: int, wanted: Sequence[Claimed]) -> None:
    """Certify lines of a list that may be certified now."""
    listed, lines = require_certifiable(work, list_id)
    keys = {one.line.id for one in wanted}
    for one in lines:
        if one.line.id in keys:
            certify_claim(work, one, listed.season)


def certify_claim(work: Work, one: Claimed, season: int) -> None:
    """Certify a plot as its line says, or bring an earlier certification to it."""
    line, given = one.line, yield_of(work, one.line.plot_id, season)
    form = CertifyYield(
        plot_id=line.plot_id,
        season=season,
        kg_per_mu=Decimal(line.kg_per_mu),
        measured_sample=line.measured_sample,
        reason="按名册核定",
    )
    if given is None:
        certify_yield(work, form)
    elif Decimal(given.kg_per_mu) != form.kg_per_mu or line.measured_sample not in (None, given.measured_sample):
        rejudge_after_change(work, change_yield(work, ChangeYield(**form.model_dump())))


def do_certify(store: Store, payload: dict[str, object], progress: Progress) -> dict[str, object]:
    """Certify all of a list and close it. A refusal in the middle leaves what was certified, and fails the job."""
    actor, key = Actor(str(payload["actor"]), _role(payload)), int(str(payload["list"]))
    with writing(store, actor) as work:
        _, lines = require_certifiable(work, key)
    for first in range(0, len(lines), LINES_A_COMMIT):
        with writing(store, actor) as work:
            certify_lines(work, key, lines[first : first + LINES_A_COMMIT])
        progress.reach(min(first + LINES_A_COMMIT, len(lines)), len(lines))
    with writing(store, actor) as work:
        finish_list(work, key)
    return {"list": key, "lines": len(lines)}


def _role(payload: dict[str, object]) -> str | None:
    return None if payload["role"] is None else str(payload["role"])
