"""A certificate of conformity as pages show it: what it is worth now, in words, and all that it says."""

from typing import Any

from flask import abort
from sqlmodel import Session

from gitrace.certificates.face import BASIS_NAMES, COMMITMENT
from gitrace.certificates.queries import CertificateSheet, certificate_sheet
from gitrace.certificates.rules import CertificateState
from gitrace.errors import Refusal

# Shape, title and advice by state, as whoever has bought the goods reads them.
WORTH = {
    CertificateState.STANDING: (
        "go",
        "合格证有效，由生产者开具",
        "请核对产品名称、批次号和供货者与货物是否一致。合格证是生产者自己的承诺，不是检验结论。",
    ),
    CertificateState.CORRECTED: ("warn", "这份合格证已被更正", "请看更正后的那一份。"),
    CertificateState.WITHDRAWN: ("stop", "这份合格证已作废", "请向供货者索取新的合格证，没有的请勿收货。"),
    CertificateState.HELD: (
        "warn",
        "本批次正在核实，这份合格证暂停使用",
        "暂停不代表产品不合格，结果将在本页公布；请先不要销售。",
    ),
    CertificateState.FAILED: (
        "stop",
        "这份合格证不再有效",
        "覆盖本批次的检验有不符合要求的项目。请停止销售，联系供货者。",
    ),
    CertificateState.RECALLED: (
        "stop",
        "本批次正在召回，这份合格证不再有效",
        "请停止销售和食用，按召回公告联系供货者退货。",
    ),
}


def sheet_or_404(session: Session, number: str, *, producer_id: int | None = None) -> CertificateSheet:
    """The certificate; with a producer, another's is as if it did not exist."""
    try:
        sheet = certificate_sheet(session, number.upper())
    except Refusal:
        abort(404)
    if producer_id not in (None, sheet.producer.id):
        abort(404)
    return sheet


def told_of_certificate(sheet: CertificateSheet) -> dict[str, Any]:
    """What parts/certificate.html takes."""
    shape, title, advice = WORTH[sheet.known.state]
    return {
        "sheet": sheet,
        "state": sheet.known.state,
        "shape": shape,
        "title": title,
        "advice": advice,
        "commitment": COMMITMENT,
        "basis_names": BASIS_NAMES,
    }
