"""A producer's certificates of conformity: issued for a lot, corrected, withdrawn, printed, listed, taken out."""

import io
from math import ceil
from typing import Any

from flask import Response, request, send_file, url_for

from gitrace import clock
from gitrace.certificates.commands import (
    CorrectCertificate,
    IssueCertificate,
    WithdrawCertificate,
    correct_certificate,
    issue_certificate,
    withdraw_certificate,
)
from gitrace.certificates.face import BASIS_NAMES, CertificateFace
from gitrace.certificates.papers import PAPERS, paper_named
from gitrace.certificates.rules import CertificateState, require_standing
from gitrace.errors import Refusal
from gitrace.jobs.threadpool import off_the_loop
from gitrace.labels.rules import require_host
from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.supervision.certificates import (
    CERTIFICATES,
    STATE_NAMES,
    WANTED,
    AskCertificates,
    CertificateSort,
)
from gitrace.supervision.exports import AT_ONCE, Wish
from gitrace.supervision.listing import PAGE
from gitrace.supervision.spreadsheets import Format
from gitrace.web.doors import may_enter
from gitrace.web.entrance import signed_in
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.parts.certificates import sheet_or_404, told_of_certificate
from gitrace.web.parts.sorting import sort_addresses
from gitrace.web.parts.wishes import asked
from gitrace.web.producer import producer
from gitrace.web.producer.batches import own_lot_or_404
from gitrace.web.producer.lots_certificate import draft_of
from gitrace.web.producer.profile import own_id
from gitrace.web.producer.weighing_choices import UNITS

_WHO = Role.CLERK, Role.MANAGER
_EVERYBODY = Role.CLERK, Role.PACKER, Role.MANAGER


@producer.get("/certificates")
@may_enter(*_EVERYBODY)
def list_certificates() -> Response:
    """Its own, the newest first unless another order is asked for."""
    form, wanted = Form(AskCertificates, source=request.args), AskCertificates(producer=own_id())
    with form.answering():
        wanted = form.command(producer=own_id())
    page = max(1, request.args.get("page", 1, int))
    query: dict[str, Any] = request.args.to_dict()
    with reading(store()) as session:
        lines, total = CERTIFICATES.counted_page(session, wanted, page)
    return form.page(
        "producer/certificates/list.html",
        lines=lines,
        total=total,
        columns=[one for one in CERTIFICATES.columns if one.on_page and one.key != "producer"],
        wanted_names=WANTED,
        states=STATE_NAMES,
        sorts=CertificateSort.choices(),
        sorting=sort_addresses(wanted.sort),
        narrowed=wanted != AskCertificates(producer=own_id(), sort=wanted.sort),
        file=url_for(".take_certificates", **query),
        page=page,
        last=ceil(total / PAGE),
        address=lambda number: url_for(".list_certificates", **{**query, "page": number}),
        issues=signed_in().role in _WHO,
    )


@producer.get("/certificates/taken.xlsx")
@may_enter(*_EVERYBODY)
def take_certificates() -> Response:
    """The same as a workbook. Raises Refusal("asked-amiss" | "list-too-long")."""
    wish = Wish(CERTIFICATES, asked(AskCertificates, producer=own_id()), Format.XLSX)
    with reading(store()) as session:
        if wish.listing.count(session, wish.asked) > AT_ONCE:
            raise Refusal("list-too-long", "这个列表超过 {most} 行，请按日期分段导出。", most=AT_ONCE)
        lines = list(wish.listing.every(session, wish.asked))
    content = off_the_loop(wish.written, store().settings, lines)
    name = wish.file_name(clock.now())
    return send_file(io.BytesIO(content), mimetype=wish.mime, as_attachment=True, download_name=name, max_age=0)


@producer.route("/lots/<lot>/certificate", methods=["GET", "POST"])
@may_enter(*_WHO)
def issue_lot_certificate(lot: str) -> Response:
    """Issue a lot's; a lot's page posts here what stands on record, so that whoever agrees taps once."""
    with reading(store()) as session:
        batch = own_lot_or_404(session, lot)
        form = Form(IssueCertificate, draft_of(session, batch))
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: issue_certificate(work, command, lot=lot).number)
            return saved(".show_certificate", done, certificate=done.content)
    return form.page("producer/certificates/issue.html", batch=batch, **_choices())


@producer.get("/certificates/<certificate>")
@may_enter(*_EVERYBODY)
def show_certificate(certificate: str) -> Response:
    """One of its own, to be printed, corrected or withdrawn."""
    with reading(store()) as session:
        sheet = sheet_or_404(session, certificate, producer_id=own_id())
    stands = sheet.known.state is CertificateState.STANDING
    return Form(WithdrawCertificate).page(
        "producer/certificates/show.html",
        stands=stands,
        issues=signed_in().role in _WHO,
        papers=PAPERS,
        **told_of_certificate(sheet),
    )


@producer.get("/certificates/<certificate>/certificate.pdf")
@may_enter(*_EVERYBODY)
def certificate_pdf(certificate: str) -> Response:
    """For the printer: a sheet or a roll. Raises Refusal("certificate-not-standing" | "paper-unknown" | …)."""
    from gitrace.certificates.drawing import certificate_pdf as draw

    paper, settings = paper_named(request.args.get("paper", "a6")), store().settings
    with reading(store()) as session:
        sheet = sheet_or_404(session, certificate, producer_id=own_id())
    require_standing(sheet.known.state)
    require_host(settings.label_host, demo=settings.demo)
    drawn = off_the_loop(draw, CertificateFace.of(sheet, settings), paper)
    name = f"{sheet.certificate.number}.pdf"
    return send_file(io.BytesIO(drawn), mimetype="application/pdf", download_name=name)


@producer.route("/certificates/<certificate>/correct", methods=["GET", "POST"])
@may_enter(*_WHO)
def correct_own_certificate(certificate: str) -> Response:
    """Issue another in its place; what is on record now stands in the form."""
    with reading(store()) as session:
        sheet = sheet_or_404(session, certificate, producer_id=own_id())
        now = draft_of(session, sheet.batch)
    number = sheet.certificate.number
    form = Form(CorrectCertificate, now | {"goods": sheet.certificate.goods, "contact": sheet.contact})
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: correct_certificate(work, command, number=number).number)
            return saved(".show_certificate", done, certificate=done.content)
    return form.page("producer/certificates/correct.html", sheet=sheet, **_choices())


@producer.route("/certificates/<certificate>/withdraw", methods=["GET", "POST"])
@may_enter(*_WHO)
def withdraw_own_certificate(certificate: str) -> Response:
    """Withdraw it, with a reason."""
    with reading(store()) as session:
        sheet = sheet_or_404(session, certificate, producer_id=own_id())
    number = sheet.certificate.number
    form = Form(WithdrawCertificate)
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: withdraw_certificate(work, command, number=number).number)
            return saved(".show_certificate", done, certificate=number)
    return form.page("producer/certificates/withdraw.html", sheet=sheet)


def _choices() -> dict[str, Any]:
    return {"basis_names": BASIS_NAMES, "units": UNITS}
