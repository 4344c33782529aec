"""The lot of a label command: found, and the actor's own; and all that is checked before its labels."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from gitrace.balance.commands import Place, deficit
from gitrace.balance.tables import Account
from gitrace.batches.queries import the_batch
from gitrace.batches.sources import owing_sources
from gitrace.batches.tables import Batch, BatchState, Hold, Pour
from gitrace.clock import shanghai_day
from gitrace.deliveries.tables import Delivery
from gitrace.inspections.covering import report_needed, reports_covering
from gitrace.inspections.rules import report_finding
from gitrace.labels import checks
from gitrace.people.acting import require_own
from gitrace.producers.queries import authorisation_facts, the_producer
from gitrace.producers.rules import producer_findings
from gitrace.producers.tables import LabelUse, Producer
from gitrace.profile import Finding, Profile
from gitrace.profile.commands import profile_version
from gitrace.work import Work


@dataclass(frozen=True)
class LotAtHand:
    """A lot under a command, with its producer and the profile it is judged by."""

    batch: Batch
    producer: Producer
    profile: Profile

    @property
    def subject(self) -> str:
        """`lot:CY260312A001`."""
        return f"lot:{self.batch.lot}"

    @property
    def is_open(self) -> bool:
        """Whether it may be filled and labelled."""
        return self.batch.state == BatchState.OPEN


def lot_at_hand(work: Work, lot: str) -> LotAtHand:
    """The lot of this number. Raises Refusal("unknown-lot" | "not-yours")."""
    batch = the_batch(work.session, lot, "lot")
    require_own(work.actor, batch.producer_id)
    return with_grounds(work.session, batch)


def with_grounds(session: Session, batch: Batch) -> LotAtHand:
    """A lot with what it is judged on."""
    producer = the_producer(session, batch.producer_id)
    return LotAtHand(batch, producer, profile_version(session, batch.profile_version))


def findings_before_labels(session: Session, at: LotAtHand, today: date, *, in_use: bool) -> list[Finding]:
    """All checks of a lot but the cap, for printing or for putting in use; the marks' day is the later of today and
    the packing day.
    """
    batch, day = at.batch, max(today, at.batch.packed_on)
    return [
        *producer_findings(
            authorisations=authorisation_facts(session, at.producer.id),
            form=batch.form,
            day=day,
            listed=at.producer.listed,
            label_use_allowed=at.producer.label_use == LabelUse.ALLOWED,
            profile=at.profile,
        ),
        checks.mark_finding(batch.form, at.profile),
        *findings_on_goods(session, at, needs_report=report_needed(at.profile, batch.form), in_use=in_use),
    ]


def findings_on_goods(session: Session, at: LotAtHand, *, needs_report: bool, in_use: bool) -> list[Finding]:
    """Those of them that are about what is in the lot, whoever sells it and under whichever mark."""
    batch = at.batch
    return [
        checks.hold_finding(held=batch.hold != Hold.NONE, recalled=batch.recall_notice is not None),
        checks.deficit_finding(balance_of(session, deficit(batch.id))),
        *(checks.source_finding(lots) for lots in owing_sources(session, [batch]).values()),
        checks.poured_finding(_failing_poured(session, batch.id)),
        report_finding(reports_covering(session, batch), needed=needs_report, in_use=in_use),
    ]


def today_of(work: Work) -> date:
    """The day in Shanghai on which the command is done."""
    return shanghai_day(work.now)


def balance_of(session: Session, place: Place) -> int:
    """Grams in an account, 0 for one that was never used."""
    balance = select(Account.balance_g).where(Account.kind == place.kind, Account.owner == place.owner)
    return session.exec(balance).one_or_none() or 0


def _failing_poured(session: Session, batch_id: int) -> list[str]:
    failing = (
        select(Delivery.number)
        .join(Pour, col(Pour.delivery_id) == Delivery.id)
        .where(Pour.batch_id == batch_id, Delivery.failing != "")
        .distinct()
    )
    return sorted(session.exec(failing).all())
