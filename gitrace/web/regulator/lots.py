"""Lots for the regulator: the list, and a lot's dossier."""

from flask import Response, abort, render_template

from gitrace.batches.sources import owing_sources
from gitrace.batches.tables import BatchState
from gitrace.certificates.queries import certificate_of
from gitrace.labels.tables import RangeState
from gitrace.people.roles import Role
from gitrace.scans.queries import scan_curve, scans_of_lot
from gitrace.storage import reading
from gitrace.supervision.certificates import STATE_NAMES
from gitrace.supervision.dossier import lot_dossier
from gitrace.supervision.lots import LOTS, STATES, LotSort
from gitrace.supervision.words import ACCOUNTS, BATCH_STATES, ENDINGS, HOLDS, RANGES, REPORT_KINDS, VERDICTS
from gitrace.web.doors import may_enter
from gitrace.web.installation import store
from gitrace.web.regulator import regulator
from gitrace.web.regulator.curve import Curve
from gitrace.web.regulator.listed import choices, list_page


@regulator.get("/lots")
@may_enter(Role.REGULATOR)
def list_lots() -> Response:
    """All lots, or those that answer the filter."""
    return list_page(
        LOTS,
        "regulator/lots/list.html",
        more=lambda session, asked: {**choices(session, asked), "states": STATES, "sorts": LotSort.choices()},
    )


@regulator.get("/lots/<lot>")
@may_enter(Role.REGULATOR)
def show_lot(lot: str) -> str:
    """The lot's dossier."""
    with reading(store()) as session:
        dossier = lot_dossier(session, lot) or abort(404)
        return render_template(
            "regulator/lots/show.html",
            dossier=dossier,
            scans=scans_of_lot(store(), lot),
            curve=Curve.of(scan_curve(store(), lot)),
            is_open=dossier.batch.state == BatchState.OPEN,
            batch_states=BATCH_STATES,
            holds=HOLDS,
            range_names=RANGES,
            endings=ENDINGS,
            states=RangeState,
            verdict_names=VERDICTS,
            kind_names=REPORT_KINDS,
            account_names=ACCOUNTS,
            amended=dossier.own_corrections,
            certificate=certificate_of(session, dossier.batch),
            certificate_states=STATE_NAMES,
            owing_sources=owing_sources(session, [dossier.batch]).get(dossier.batch.id, []),
        )
