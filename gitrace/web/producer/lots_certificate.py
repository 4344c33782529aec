"""What a lot's page tells of its certificate of conformity, and what it offers to issue in one tap."""

from typing import Any

from sqlmodel import Session
from werkzeug.datastructures import MultiDict

from gitrace import clock
from gitrace.batches.tables import Batch
from gitrace.certificates.commands import IssueCertificate
from gitrace.certificates.face import BASIS_NAMES
from gitrace.certificates.grounds import first_draft, grams_of_lot
from gitrace.certificates.queries import certificate_of
from gitrace.certificates.rules import CertificateState
from gitrace.clock import shanghai_day
from gitrace.labels.lots import with_grounds
from gitrace.supervision.certificates import STATE_NAMES, TONES
from gitrace.web.forms import Form


def told_of_lots_certificate(session: Session, batch: Batch) -> dict[str, Any]:
    """`draft`: what another would say, where none stands or is only stopped for now; None where the form has none.
    `lot_grams`: what the lot came to since, where a standing certificate names another weight.
    """
    at, known = with_grounds(session, batch), certificate_of(session, batch)
    due = known is None or known.state is CertificateState.WITHDRAWN
    needed = at.profile.form(batch.form).conformity_certificate
    draft = _filled(draft_of(session, batch)) if needed and due else None
    grams = grams_of_lot(session, batch.id) if known and known.state is CertificateState.STANDING else None
    return {
        "lot_grams": grams if known and grams != known.certificate.grams else None,
        "certificate_needed": needed,
        "certificate": known,
        "certificate_states": STATE_NAMES,
        "certificate_tones": TONES,
        "draft": draft,
        "basis_names": BASIS_NAMES,
    }


def _filled(draft: dict[str, object]) -> Form[IssueCertificate]:
    # Not from what was posted: a lot's page is posted to, to pour.
    return Form(IssueCertificate, draft, source=MultiDict())


def draft_of(session: Session, batch: Batch) -> dict[str, object]:
    """The fields of a certificate as the records have them now."""
    return first_draft(session, with_grounds(session, batch), shanghai_day(clock.now()))
