"""All that is on record about one lot, for the regulator's page of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from gitrace.balance.tables import Account, AccountKind
from gitrace.batches.releasing import open_proposal
from gitrace.batches.tables import Batch, BatchState, Carry, Pour, ReleaseProposal
from gitrace.cases.tables import Message
from gitrace.inspections.corrected import Correction, corrections_behind
from gitrace.inspections.covering import reports_covering
from gitrace.inspections.tables import Laboratory, Report
from gitrace.labels.tables import RangeState
from gitrace.producers.tables import Producer
from gitrace.supervision.actors import user_name
from gitrace.supervision.amendments import Amendment, amendments_of
from gitrace.supervision.chronicle import Happening, chronicle
from gitrace.supervision.deliveries import DeliveryLine, named_lines
from gitrace.supervision.labels import RunLine, runs_of
from gitrace.supervision.lots import LotLine
from gitrace.supervision.phrases import Phrase
from gitrace.supervision.statement import PostingLine, postings_touching
from gitrace.supervision.words import Names


@dataclass(frozen=True)
class Inflow:
    """One pouring: what of a delivery went into the lot, and how old the shoots were, in whole hours."""

    delivery: DeliveryLine
    grams: int
    poured_at: datetime

    @property
    def hours_old(self) -> int:
        """Hours between weighing and pouring."""
        return int((self.poured_at - self.delivery.weighed_at).total_seconds() // 3600)


@dataclass(frozen=True)
class Carried:
    """Grams carried over between this lot and another."""

    lot: str
    grams: int
    carried_at: datetime
    is_into: bool


@dataclass(frozen=True)
class CoveringReport:
    """A report in force that covers the lot, and what was corrected until it came to it."""

    report: Report
    laboratory: str
    corrections: Sequence[Correction]


@dataclass(frozen=True)
class Dossier:
    """A lot with everything. `first_label_at`: when its first labels were made; amendments after it are shown so."""

    batch: Batch
    producer: Producer
    names: Names
    inflows: Sequence[Inflow]
    carried: Sequence[Carried]
    reports: Sequence[CoveringReport]
    runs: Sequence[RunLine]
    accounts: Sequence[Account]
    postings: Sequence[PostingLine]
    amendments: Sequence[Amendment]
    messages: Sequence[Message]
    happenings: Sequence[Happening]
    proposal: ReleaseProposal | None
    proposer: Phrase | None

    @property
    def line(self) -> LotLine:
        """The lot as a list shows it, from what is here already."""
        batch, names = self.batch, self.names
        return LotLine(
            id=batch.id,
            lot=batch.lot,
            packed_on=batch.packed_on,
            producer_id=batch.producer_id,
            producer=self.producer.name,
            form=names.form(batch.form),
            cover=names.cover(batch.cover),
            grade=names.grade(batch.grade),
            poured_g=self.inflow_g,
            households=len({one.delivery.household for one in self.inflows} - {""}),
            left_g=self.balance_g(AccountKind.LOT),
            deficit_g=self.balance_g(AccountKind.DEFICIT),
            printed=sum(run.labels for run in self.runs),
            in_use=sum(run.labels_in(RangeState.IN_USE) for run in self.runs),
            closed=batch.state == BatchState.CLOSED,
            hold=batch.hold,
            recalled=batch.recall_notice is not None,
        )

    def balance_g(self, kind: AccountKind) -> int:
        """Grams in the lot's accounts of a kind."""
        return sum(account.balance_g for account in self.accounts if account.kind == kind)

    @property
    def first_label_at(self) -> datetime | None:
        """None before the first run."""
        return min((one.run.made_at for one in self.runs), default=None)

    def is_after_labels(self, amendment: Amendment) -> bool:
        """Whether a correction came when labels were already made."""
        return self.first_label_at is not None and amendment.corrected_at > self.first_label_at

    @property
    def own_corrections(self) -> list[Happening]:
        """Corrections of the lot itself, which come before its labels alone."""
        return [one for one in self.happenings if one.tag.startswith("batch.corrected/")]

    @property
    def let_out(self) -> list[Happening]:
        """Labels printed once more, and codes handed out to be printed elsewhere."""
        return [one for one in self.happenings if one.tag.startswith(("labels.reprinted/", "labels.handed-out/"))]

    @property
    def failing(self) -> list[Inflow]:
        """What was poured in of deliveries that fail a check now."""
        return [one for one in self.inflows if one.delivery.failing]

    @property
    def inflow_g(self) -> int:
        """Grams poured in."""
        return sum(one.grams for one in self.inflows)


def lot_dossier(session: Session, lot: str) -> Dossier | None:
    """None where there is no such lot. About two dozen statements, however much was poured in."""
    found = session.execute(
        sa.select(Batch, Producer)
        .join(Producer, col(Producer.id) == col(Batch.producer_id))
        .where(col(Batch.lot) == lot)
    ).one_or_none()
    if found is None:
        return None
    batch, producer = found
    names = Names.of(session, batch.packed_on)
    inflows, runs = _inflows(session, batch.id, names), runs_of(session, batch.id)
    known = {f"lot:{batch.id}": batch.lot, **{f"delivery:{one.delivery.id}": one.delivery.number for one in inflows}}
    accounts = _accounts(session, batch.id, {run.run.gtin for run in runs})
    proposal = open_proposal(session, batch.id)
    return Dossier(
        batch=batch,
        producer=producer,
        names=names,
        inflows=inflows,
        carried=_carried(session, batch.id),
        reports=_reports(session, batch),
        runs=runs,
        accounts=accounts,
        postings=postings_touching(session, [account.id for account in accounts], known),
        amendments=amendments_of(session, sorted({one.delivery.id for one in inflows}), names),
        messages=_messages(session, lot),
        happenings=chronicle(session, f"lot:{lot}", names=names),
        proposal=proposal,
        proposer=user_name(session, proposal.proposed_by) if proposal else None,
    )


def _inflows(session: Session, batch_id: int, names: Names) -> list[Inflow]:
    pours = (
        session.execute(sa.select(Pour).where(col(Pour.batch_id) == batch_id).order_by(col(Pour.id))).scalars().all()
    )
    wanted = sorted({pour.delivery_id for pour in pours})
    deliveries = {one.id: one for one in named_lines(session, wanted, names)}
    return [Inflow(deliveries[pour.delivery_id], pour.grams, pour.poured_at) for pour in pours]


def _carried(session: Session, batch_id: int) -> list[Carried]:
    rows = session.execute(
        sa.select(Carry, col(Batch.id), col(Batch.lot))
        .join(Batch, col(Batch.id).in_([col(Carry.from_batch_id), col(Carry.to_batch_id)]))
        .where(
            sa.or_(col(Carry.from_batch_id) == batch_id, col(Carry.to_batch_id) == batch_id), col(Batch.id) != batch_id
        )
        .order_by(col(Carry.id))
    )
    return [Carried(lot, one.grams, one.carried_at, one.to_batch_id == batch_id) for one, _, lot in rows]


def _reports(session: Session, batch: Batch) -> list[CoveringReport]:
    covering = {(one.number, one.entered_by) for one in reports_covering(session, batch)}
    if not covering:
        return []
    rows = session.execute(
        sa.select(Report, col(Laboratory.name))
        .join(Laboratory, col(Laboratory.id) == col(Report.laboratory_id))
        .where(
            col(Report.producer_id) == batch.producer_id,
            col(Report.form) == batch.form,
            col(Report.number).in_({number for number, _ in covering}),
        )
        .order_by(col(Report.issued_on), col(Report.id))
    )
    return [
        CoveringReport(report, name, corrections_behind(session, report))
        for report, name in rows
        if (report.number, report.entered_by) in covering
    ]


def _accounts(session: Session, batch_id: int, gtins: set[str]) -> Sequence[Account]:
    kinds = [AccountKind.LOT, AccountKind.IN_USE, AccountKind.DEFICIT]
    owners = [f"lot:{batch_id}", *(f"lot:{batch_id}/{gtin}" for gtin in gtins)]
    query = sa.select(Account).where(col(Account.kind).in_(kinds), col(Account.owner).in_(owners))
    return session.execute(query.order_by(col(Account.id))).scalars().all()


def _messages(session: Session, lot: str) -> Sequence[Message]:
    query = sa.select(Message).where(col(Message.lot) == lot).order_by(col(Message.received_at))
    return session.execute(query).scalars().all()
