"""承诺达标合格证 of the demo: one a lot, those that came with deliveries, one corrected, one withdrawn."""

from datetime import date
from functools import partial

from gitrace import clock
from gitrace.batches.tables import Batch
from gitrace.certificates.commands import (
    CorrectCertificate,
    IssueCertificate,
    WithdrawCertificate,
    correct_certificate,
    issue_certificate,
    withdraw_certificate,
)
from gitrace.certificates.grounds import first_draft
from gitrace.certificates.queries import certificate_of
from gitrace.certificates.received import TickReceived, received_on, tick_received
from gitrace.clock import shanghai_day
from gitrace.demo.mornings import ROUNDS, Round
from gitrace.demo.seasons import at
from gitrace.demo.stage import Stage
from gitrace.labels.lots import with_grounds
from gitrace.work import Work

_FARM = Round("farm", "farm", "farm", 0, {})


def plan_certificates(stage: Stage) -> None:
    """Put all of it on the agenda. Of today none is issued: that is left for whoever tries the demo."""
    for harvest in (stage.earlier, stage.latest):
        for day in (one for one in harvest.days if one < stage.today):
            for one in ROUNDS:
                stage.agenda.at(at(day, 10, 40), partial(_receive, stage, one, day))
                stage.agenda.at(at(day, 10, 45), partial(_issue, stage, one, day))
        for day in (one for one in harvest.days[::2] if one < stage.today):
            stage.agenda.at(at(day, 8, 50), partial(_issue, stage, _FARM, day))
    days = stage.story.days
    stage.agenda.at(at(days[-3], 11, 20), partial(_correct, stage, ROUNDS[0], days[-3]))
    stage.agenda.at(at(days[-4], 16, 40), partial(_withdraw, stage, ROUNDS[1], days[-4]))


def _receive(stage: Stage, one: Round, day: date) -> None:
    """Every third grower brings her own."""
    producer_id = stage.producers[one.producer].id

    def deed(work: Work) -> None:
        lines = received_on(work.session, producer_id, day).lines
        ticked = TickReceived(deliveries=tuple(line.delivery.id for line in lines[::3]))
        tick_received(work, ticked, producer_id=producer_id, day=day)

    stage.act(one.clerk, deed)


def _issue(stage: Stage, one: Round, day: date) -> None:
    batch = stage.lots[one.producer, day]
    stage.act(one.clerk, lambda work: issue_certificate(work, _drafted(work, batch), lot=batch.lot))


def _correct(stage: Stage, one: Round, day: date) -> None:
    batch = stage.lots[one.producer, day]

    def deed(work: Work) -> None:
        fields = _drafted(work, batch).model_dump() | {"reason": "演示：联系方式换了一个。"}
        form = CorrectCertificate.model_validate(fields | {"contact": "演示销售部 0000-0000002"})
        correct_certificate(work, form, number=_number(work, batch))

    stage.act(one.clerk, deed)


def _withdraw(stage: Stage, one: Round, day: date) -> None:
    batch, form = stage.lots[one.producer, day], WithdrawCertificate(reason="演示：本批改送加工，不再鲜销。")
    stage.act(one.clerk, lambda work: withdraw_certificate(work, form, number=_number(work, batch)))


def _drafted(work: Work, batch: Batch) -> IssueCertificate:
    draft = first_draft(work.session, with_grounds(work.session, batch), shanghai_day(clock.now()))
    return IssueCertificate.model_validate(draft | {"contact": draft["contact"] or "演示门市部 0000-0000001"})


def _number(work: Work, batch: Batch) -> str:
    known = certificate_of(work.session, batch)
    assert known is not None, "it was issued in the morning"
    return known.certificate.number
