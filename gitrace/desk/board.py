"""The lot board: a producer's open lots and those closed lately, each in its stage, with what stands in its way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.batches.queries import LotGrams, lot_grams
from gitrace.batches.sources import owing_sources
from gitrace.batches.tables import Batch, BatchState, Hold, Pour
from gitrace.deliveries.tables import Delivery
from gitrace.desk.stages import Stage, Standing, stage_of
from gitrace.inspections.covering import report_needed, reports_covering_each
from gitrace.inspections.rules import ReportFacts, report_finding
from gitrace.labels import checks
from gitrace.labels.queries import tallies
from gitrace.labels.rolls import Tally
from gitrace.producers.queries import authorisation_facts, the_producer
from gitrace.producers.rules import AuthorisationFacts, producer_findings
from gitrace.producers.tables import LabelUse, Producer
from gitrace.profile import Finding, Outcome, Profile
from gitrace.profile.commands import profile_version

CLOSED_FOR = timedelta(days=7)
"""How long a closed lot stays on the board, by its packing day."""
MOST = 300
"""Lots of one producer that the board shows, the oldest packing day first."""


@dataclass(frozen=True)
class Card:
    """A lot on the board. `why`: the first check that fails, in a sentence, if one does."""

    batch: Batch
    stage: Stage
    grams: LotGrams
    tally: Tally
    why: Finding | None


def board(session: Session, producer_id: int, today: date) -> dict[Stage, list[Card]]:
    """Every stage with its lots, the oldest first, of closed ones the latest; a dozen statements, however many lots."""
    lots = _lots(session, producer_id, today)
    read = _Read.of(session, producer_id, lots, today)
    found: dict[Stage, list[Card]] = {stage: [] for stage in Stage}
    for batch in lots:
        card = read.card(batch)
        found[card.stage].append(card)
    found[Stage.CLOSED].reverse()
    return found


def _lots(session: Session, producer_id: int, today: date) -> Sequence[Batch]:
    is_open = col(Batch.state) == BatchState.OPEN
    lots = select(Batch).where(Batch.producer_id == producer_id, is_open | (col(Batch.packed_on) >= today - CLOSED_FOR))
    return session.exec(lots.order_by(col(Batch.packed_on), col(Batch.lot)).limit(MOST)).all()


@dataclass(frozen=True)
class _Read:
    """What the lots are judged on, each kind read by one statement."""

    today: date
    producer: Producer
    authorisations: tuple[AuthorisationFacts, ...]
    profiles: dict[int, Profile]
    grams: dict[int, LotGrams]
    owing_sources: dict[int, list[str]]
    tallies: dict[int, Tally]
    reports: dict[int, list[ReportFacts]]
    failing: dict[int, list[str]]

    @classmethod
    def of(cls, session: Session, producer_id: int, lots: Sequence[Batch], today: date) -> "_Read":
        keys = [batch.id for batch in lots]
        return cls(
            today=today,
            producer=the_producer(session, producer_id),
            authorisations=authorisation_facts(session, producer_id),
            profiles={one: profile_version(session, one) for one in {batch.profile_version for batch in lots}},
            grams=lot_grams(session, keys),
            owing_sources=owing_sources(session, lots),
            tallies=tallies(session, keys),
            reports=reports_covering_each(session, lots),
            failing=_failing_poured(session, keys),
        )

    def card(self, batch: Batch) -> Card:
        """The lot in its stage."""
        grams, tally = self.grams[batch.id], self.tallies[batch.id]
        report = report_finding(
            self.reports[batch.id], needed=report_needed(self._profile(batch), batch.form), in_use=True
        )
        stopping = [one for one in self._stopping(batch) if one.outcome is Outcome.FAIL]
        tested = report.outcome is not Outcome.FAIL
        standing = Standing(
            closed=batch.state == BatchState.CLOSED,
            stopped=bool(stopping),
            tested=tested,
            free_g=grams.free_g,
            in_use_g=grams.in_use_g,
            labels_left=tally.left,
        )
        why = next(iter(stopping), None if tested else report)
        return Card(batch, stage_of(standing), grams, tally, why)

    def _stopping(self, batch: Batch) -> list[Finding]:
        return [
            *producer_findings(
                authorisations=self.authorisations,
                form=batch.form,
                day=max(self.today, batch.packed_on),
                listed=self.producer.listed,
                label_use_allowed=self.producer.label_use == LabelUse.ALLOWED,
                profile=self._profile(batch),
            ),
            checks.hold_finding(held=batch.hold != Hold.NONE, recalled=batch.recall_notice is not None),
            checks.deficit_finding(self.grams[batch.id].deficit_g),
            checks.source_finding(self.owing_sources.get(batch.id, [])),
            checks.poured_finding(self.failing.get(batch.id, [])),
        ]

    def _profile(self, batch: Batch) -> Profile:
        return self.profiles[batch.profile_version]


def _failing_poured(session: Session, keys: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    failing = (
        sa.select(col(Pour.batch_id), col(Delivery.number))
        .join(Delivery, col(Delivery.id) == col(Pour.delivery_id))
        .where(col(Pour.batch_id).in_(keys), col(Delivery.failing) != "")
        .distinct()
        .order_by(col(Delivery.number))
    )
    for batch_id, number in session.execute(failing):
        found.setdefault(batch_id, []).append(number)
    return found
