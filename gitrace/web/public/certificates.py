"""A certificate of conformity at its printed address: what it says, and what it is worth now."""

from flask import Response, make_response, render_template

from gitrace.certificates.face import certificate_path
from gitrace.certificates.queries import certificate_sheet
from gitrace.errors import Refusal
from gitrace.labels.addresses import label_host
from gitrace.labels.queries import items_labelled
from gitrace.storage import reading
from gitrace.symbols.symbol import matrix, symbol_svg
from gitrace.web.doors import EVERYONE, may_enter
from gitrace.web.installation import store
from gitrace.web.parts.certificates import sheet_or_404, told_of_certificate
from gitrace.web.public import public
from gitrace.web.public.label import or_unverifiable


@public.get("/certificates/<certificate>")
@may_enter(EVERYONE)
@or_unverifiable
def show_certificate(certificate: str) -> Response:
    """The electronic certificate. It answers as long as the service does, whatever became of it since."""
    with reading(store()) as session:
        try:
            sheet = certificate_sheet(session, certificate.upper())
        except Refusal:
            return make_response(render_template("public/certificates/unknown.html", number=certificate), 404)
        items = items_labelled(session, sheet.batch)
    page = make_response(render_template("public/certificates/show.html", items=items, **told_of_certificate(sheet)))
    page.headers["X-Robots-Tag"] = "noindex"  # its address comes with the goods: a seller's contact is no listing
    return page


@public.get("/certificates/<certificate>/symbol.svg")
@may_enter(EVERYONE)
def certificate_symbol(certificate: str) -> Response:
    """Its code, for the page that prints."""
    with reading(store()) as session:
        number = sheet_or_404(session, certificate).certificate.number
    address = f"https://{label_host(store().settings)}{certificate_path(number)}"
    return Response(symbol_svg(matrix(address)), mimetype="image/svg+xml")
