"""Certificates of conformity for the regulator: the list, and one with why it was corrected or withdrawn."""

from collections.abc import Mapping
from typing import Any

from flask import Response, render_template
from sqlmodel import Session

from gitrace.people.roles import Role
from gitrace.producers.queries import producer_names
from gitrace.storage import reading
from gitrace.supervision.certificates import CERTIFICATES, WANTED, AskCertificates, CertificateSort
from gitrace.web.doors import may_enter
from gitrace.web.installation import store
from gitrace.web.parts.certificates import sheet_or_404, told_of_certificate
from gitrace.web.regulator import regulator
from gitrace.web.regulator.listed import list_page


@regulator.get("/certificates")
@may_enter(Role.REGULATOR)
def list_certificates() -> Response:
    """All of them, or those that answer the filter."""
    return list_page(CERTIFICATES, "regulator/certificates/list.html", more=_choices)


@regulator.get("/certificates/<certificate>")
@may_enter(Role.REGULATOR)
def show_certificate(certificate: str) -> str:
    """One of them, with its reasons."""
    with reading(store()) as session:
        sheet = sheet_or_404(session, certificate)
    return render_template("regulator/certificates/show.html", **told_of_certificate(sheet))


def _choices(session: Session, _asked: AskCertificates) -> Mapping[str, Any]:
    producers = sorted(producer_names(session).items(), key=lambda pair: pair[1])
    return {"producers": producers, "wanted_names": WANTED, "sorts": CertificateSort.choices()}
