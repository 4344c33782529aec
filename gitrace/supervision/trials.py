"""Trying a new version of the profile on the running season: what would be judged otherwise. A job, for it may be long.

The version that is tried is the job's payload, so that a trial is nothing but a question until somebody adopts it.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace import clock
from gitrace.batches.rejudging import judged_otherwise
from gitrace.batches.tables import Batch, Pour
from gitrace.clock import shanghai_day
from gitrace.deliveries.tables import Delivery
from gitrace.growers.rules import season_days, season_of
from gitrace.inspections.rules import Result, recompute
from gitrace.inspections.tables import Report, ReportItem
from gitrace.jobs import Job, Progress, order
from gitrace.jobs.queries import job_of
from gitrace.profile import Profile
from gitrace.profile.commands import profile_on
from gitrace.profile.editing import Difference, NewVersion, differences
from gitrace.storage import Store, reading
from gitrace.supervision.days import instants_within

TRIAL = "profile.trial"
MOST_LISTED = 100
_CHUNK = 100
_JUDGES_DELIVERIES = frozenset({"covers", "yields", "inputs"})
"""Sections by which deliveries are judged, and `labels` for one figure alone."""
_JUDGES_LOTS = frozenset({"covered_by", "needs_food_licence", "needs_report"})
_BASIS = frozenset({"announcement_number", "product_standard"})
"""Without either no form may bear the name: one of them entered or taken away changes every lot."""


@dataclass(frozen=True)
class Trial:
    """A version as it was proposed, from which one, and the job that tries it. `typed`: what it says besides."""

    job: Job
    old: Profile
    new: Profile
    typed: NewVersion

    @property
    def differences(self) -> list[Difference]:
        """From the newest version when it was proposed."""
        return differences(self.old, self.new)


def order_trial(session: Session, *, old: Profile, new: Profile, typed: NewVersion, made_by: str, now: datetime) -> Job:
    """Have the keeper try it, in a transaction of `keeping`."""
    said = {"from_day": typed.from_day.isoformat(), "reason": typed.reason, "basis": typed.basis}
    payload = {"old": old.to_json(), "new": new.to_json(), "typed": said}
    return order(session, TRIAL, payload, made_by=made_by, now=now)


def trial_of(session: Session, job_id: int) -> Trial | None:
    """A trial that was ordered; None for anything else."""
    job = job_of(session, job_id)
    return None if job is None or job.kind != TRIAL else _trial(job)


def _trial(job: Job) -> Trial:
    payload = json.loads(job.payload)
    old, new = Profile.from_json(payload["old"]), Profile.from_json(payload["new"])
    return Trial(job, old, new, NewVersion.model_validate(payload["typed"]))


def judged_until(session: Session) -> date:
    """The last day of goods that were judged: weighed, packed (a lot may be opened ahead) or sampled."""
    weighed = session.exec(select(sa.func.max(col(Delivery.weighed_at)))).one()
    packed = session.exec(select(sa.func.max(col(Batch.packed_on)))).one()
    sampled = session.exec(select(sa.func.max(col(Report.sampled_on)))).one()
    days = [shanghai_day(weighed) if weighed else None, packed, sampled]
    return max((day for day in days if day), default=date.min)


def do_trial(store: Store, payload: Any, progress: Progress) -> dict[str, Any]:
    """Judge the running season under both versions. Of each kind: how many, of how many, and the first of them."""
    old, new = Profile.from_json(payload["old"]), Profile.from_json(payload["new"])
    changed = {one.after.steps for one in differences(old, new)}
    days = season_days(season_of(shanghai_day(clock.now()), old), old)
    deliveries = _deliveries(store, new, days, progress) if _concerns_deliveries(changed) else []
    with reading(store) as session:
        lots = _lots(session, days, deliveries, _forms_concerned(changed, new))
        reports = list(_reports(session, days, new)) if any(steps[0] == "limits" for steps in changed) else []
        return {
            "from_day": days[0].isoformat(),
            "until_day": days[1].isoformat(),
            "deliveries": _told(session, deliveries, sa.select(col(Delivery.id), col(Delivery.number)), Delivery.id),
            "lots": _told(session, lots, sa.select(col(Batch.id), col(Batch.lot)), Batch.id),
            "reports": _told(session, reports, sa.select(col(Report.id), col(Report.number)), Report.id),
        }


def _concerns_deliveries(changed: Iterable[Sequence[str | int]]) -> bool:
    return any(steps[0] in _JUDGES_DELIVERIES or "pour_within_hours" in steps for steps in changed)


def _deliveries(store: Store, new: Profile, days: tuple[date, date], progress: Progress) -> list[int]:
    with reading(store) as session:
        within = instants_within(col(Delivery.weighed_at), *days)
        keys = list(session.exec(select(Delivery.id).where(*within).order_by(col(Delivery.id))))
    found: list[int] = []
    for start in range(0, len(keys), _CHUNK):
        with reading(store) as session:
            chunk = session.exec(select(Delivery).where(col(Delivery.id).in_(keys[start : start + _CHUNK])))
            found += [one.id for one in chunk.all() if judged_otherwise(session, one, new)]
        progress.reach(min(start + _CHUNK, len(keys)), len(keys))
    return found


def _forms_concerned(changed: Iterable[Sequence[str | int]], new: Profile) -> set[str]:
    if any(steps[-1] in _BASIS for steps in changed):
        return {form.code for form in new.forms}
    places = [steps[1] for steps in changed if steps[0] == "forms" and _JUDGES_LOTS & set(steps)]
    return {new.forms[place].code for place in places if isinstance(place, int)}


def _lots(session: Session, days: tuple[date, date], deliveries: Sequence[int], forms: set[str]) -> list[int]:
    """Lots of these forms, and lots that hold a delivery judged otherwise."""
    of_forms = select(Batch.id).where(col(Batch.packed_on).between(*days), col(Batch.form).in_(forms))
    found = set(session.exec(of_forms))
    for start in range(0, len(deliveries), _CHUNK):
        fed = select(Pour.batch_id).where(col(Pour.delivery_id).in_(deliveries[start : start + _CHUNK]))
        found.update(session.exec(fed))
    return sorted(found)


def _reports(session: Session, days: tuple[date, date], new: Profile) -> Iterator[int]:
    reports = session.exec(select(Report).where(col(Report.sampled_on).between(*days)).order_by(col(Report.id))).all()
    items: dict[int, list[Result]] = {report.id: [] for report in reports}
    query = select(ReportItem).join(Report, col(Report.id) == col(ReportItem.report_id))
    for one in session.exec(query.where(col(Report.sampled_on).between(*days))):
        items[one.report_id].append(Result(one.item, one.result, one.unit, one.detection_limit))
    for report in reports:
        before = recompute(items[report.id], profile_on(session, report.sampled_on).limits_of(report.form))
        if recompute(items[report.id], new.limits_of(report.form))[1] != before[1]:
            yield report.id


def _told(session: Session, keys: Sequence[int], query: Any, key: Any) -> dict[str, Any]:
    first = session.execute(query.where(col(key).in_(keys[:MOST_LISTED])).order_by(col(key))).all()
    return {"count": len(keys), "first": [[int(one), number] for one, number in first]}
