"""Judging deliveries again when what they are judged by has changed: production records, certified yields.

A delivery found bad later marks each lot that it flowed into, with grams. What happens to the lot a person decides.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sqlmodel import Session, col, or_, select

from gitrace.batches.own import lot_subject
from gitrace.batches.queries import flows_of
from gitrace.batches.tables import Batch, Pour
from gitrace.clock import shanghai_day
from gitrace.deliveries import checks
from gitrace.deliveries.attribution import used_until
from gitrace.deliveries.commands import grower_subjects, subject_of
from gitrace.deliveries.entry import Entry, entry_of
from gitrace.deliveries.events import DeliveryRejudged
from gitrace.deliveries.judging import findings_of, frozen
from gitrace.deliveries.queries import day_bounds
from gitrace.deliveries.tables import Delivery
from gitrace.growers.rules import season_days
from gitrace.growers.shortfall import uncovered_deliveries
from gitrace.growers.tables import CertifiedYield, Plot, ProductionRecord
from gitrace.profile import Finding, Profile, failures
from gitrace.profile.commands import profile_on
from gitrace.work import Work


def rejudge(work: Work, deliveries: Iterable[Delivery]) -> list[Delivery]:
    """Judge deliveries by the records as they are now; an event for each whose outcome changed. Returns those.

    It is the consequence of a recorded change and asks nobody's leave: the command that calls it did.
    """
    return [delivery for delivery in deliveries if _rejudge(work, delivery)]


def rejudge_plot(work: Work, plot_id: int, since: date) -> list[Delivery]:
    """After a change of a plot's records that tells of a day and later: every delivery since then that it concerns."""
    household = select(Plot.household_id).where(Plot.id == plot_id).scalar_subquery()
    concerned = select(Delivery).where(
        or_(Delivery.plot_id == plot_id, col(Delivery.plot_id).is_(None) & (col(Delivery.household_id) == household)),
        col(Delivery.weighed_at) >= day_bounds(since)[0],
    )
    return rejudge(work, work.session.exec(concerned.order_by(col(Delivery.id))).all())


def rejudge_after(work: Work, record: ProductionRecord, *, was: date | None = None) -> ProductionRecord:
    """The same for a record just entered, completed or corrected, which `was` said to begin on another day before."""
    rejudge_plot(work, record.plot_id, min(record.started_on, was or record.started_on))
    return record


def rejudge_after_change(work: Work, given: CertifiedYield) -> CertifiedYield:
    """The same for a certified yield just raised or lowered: every delivery of that season which it concerns."""
    begins, _ = season_days(given.season, profile_on(work.session, shanghai_day(work.now)))
    rejudge_plot(work, given.plot_id, begins)
    return given


def judged_otherwise(session: Session, delivery: Delivery, profile: Profile) -> bool:
    """Whether a delivery would be judged otherwise under this profile than under the one that is in force for it."""
    entry = entry_of(session, delivery)
    under = judged_again(session, delivery, replace(entry, profile=profile))
    return _outcomes(under) != _outcomes(judged_again(session, delivery, entry))


def judged_again(session: Session, delivery: Delivery, entry: Entry) -> tuple[Finding, ...]:
    """All findings of a delivery as it is keyed in `entry`, with those that only a poured one can have.

    `delivery` is still as it was judged before.
    """
    findings = _with_the_scale_of_its_day(entry.findings(_used_g(session, delivery, entry)), delivery, entry)
    pours = session.exec(
        select(Batch.lot, Batch.cover, Pour.poured_at)
        .join(Batch, col(Batch.id) == Pour.batch_id)
        .where(Pour.delivery_id == delivery.id)
        .order_by(col(Pour.id))
    ).all()
    if not pours:
        return findings
    mixing = checks.mixing_finding(entry.cover, [(lot, cover) for lot, cover, _ in pours])
    age = checks.age_finding(entry.weighed_at, pours[-1][2], entry.profile, dug_on=entry.dug_on)
    return (*findings, mixing, age)


def _used_g(session: Session, delivery: Delivery, entry: Entry) -> int:
    """Grams used of its grounds up to this delivery: more than certified where a lowering left it uncovered, though
    another plot of the household has enough.
    """
    used = used_until(session, [ground.place for ground in entry.grounds.plots], delivery.id)
    uncovered = uncovered_deliveries(session, [delivery.id]).get(delivery.id, 0)
    return max(used, entry.grounds.certified_g + uncovered) if uncovered else used


def _with_the_scale_of_its_day(findings: tuple[Finding, ...], delivery: Delivery, entry: Entry) -> tuple[Finding, ...]:
    """A scale keeps its latest certificate only. One that began after the weighing says nothing of it: what was found
    under the certificate of the day stands.
    """
    same = entry.scale.key == delivery.scale_id and entry.day == shanghai_day(delivery.weighed_at)
    if not same or entry.scale.facts.verified_on <= entry.day:
        return findings
    then = {one.code: one for one in findings_of(delivery)}
    return tuple(then.get(one.code, one) if one.code == "scale-lapsed" else one for one in findings)


def _rejudge(work: Work, delivery: Delivery) -> bool:
    entry = entry_of(work.session, delivery)
    findings = judged_again(work.session, delivery, entry)
    if _outcomes(findings) == _outcomes(findings_of(delivery)):
        return False
    before, delivery.failing = delivery.failing, " ".join(failures(findings))
    delivery.findings, delivery.profile_version = frozen(findings), entry.profile.version
    work.session.add(delivery)
    flows = flows_of(work.session, [delivery.id])
    rejudged = DeliveryRejudged(
        number=delivery.number,
        failing_before=before,
        failing=delivery.failing,
        profile_version=delivery.profile_version,
        lots=[[flow.lot, flow.grams] for flow in flows],
    )
    touches = [*grower_subjects(delivery.household_id, ()), *(lot_subject(flow.lot) for flow in flows)]
    work.record(rejudged, subject=subject_of(delivery.id), rows=[delivery], touches=touches)
    return True


def _outcomes(findings: Iterable[Finding]) -> set[tuple[str, str]]:
    """What is compared: a mark that only poured deliveries bear says nothing new while it passes."""
    told = {(finding.code, finding.outcome.value) for finding in findings}
    return told - {("cover-mixed", "pass"), ("too-old", "pass")}
