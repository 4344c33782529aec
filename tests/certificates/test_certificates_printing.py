"""Certificates on paper: each opens its page from the print, and a long one still fits its sheet."""

from dataclasses import replace
from pathlib import Path

import pytest
from cast import make_delivery, make_household, make_plot
from label_faces import rasterised, texts_in
from packed_lots import Packed

from gitrace.certificates.drawing import certificate_pdf, letters_of
from gitrace.certificates.face import CertificateFace
from gitrace.certificates.layout import lay_out_certificate
from gitrace.certificates.papers import PAPERS
from gitrace.certificates.queries import certificate_sheet
from gitrace.certificates.received import growers_face
from gitrace.settings import Settings
from gitrace.storage import reading
from gitrace.typesetting.strip import Paper

SQLITE = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
TOWNSHIPS = "崇阳县天城镇、沙坪镇、石城镇、桂花泉镇、白霓镇、路口镇、金塘镇、青山镇、肖岭乡、铜钟乡、港口乡、高枧乡"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"label_host": "label.example"})


@pytest.fixture
def face(packed: Packed) -> CertificateFace:
    number = packed.issue().number
    with reading(packed.store) as session:
        return CertificateFace.of(certificate_sheet(session, number), packed.store.settings)


@SQLITE
@pytest.mark.parametrize("paper", [*PAPERS.values()], ids=lambda paper: paper.code)
def test_the_code_on_each_paper_opens_the_certificate(face: CertificateFace, tmp_path: Path, paper: Paper) -> None:
    [page] = rasterised(certificate_pdf(face, paper), tmp_path, dpi=203)
    assert texts_in(page) == [f"https://label.example/certificates/{face.number}"]


@SQLITE
def test_a_long_one_is_set_smaller_and_fits_its_sheet(face: CertificateFace) -> None:
    long = replace(face, origin=TOWNSHIPS, reports="演示检 000001、演示检 000002、" * 3, contact="演示门市部" * 12)
    made = lay_out_certificate(long, PAPERS["a6"], letters_of(long))
    assert made.bottom <= PAPERS["a6"].height
    assert made.paper.text < PAPERS["a6"].text


@SQLITE
def test_the_same_certificate_is_the_same_file(face: CertificateFace) -> None:
    assert certificate_pdf(face, PAPERS["58"]) == certificate_pdf(face, PAPERS["58"])


@SQLITE
def test_a_growers_own_waits_for_her_tick_and_her_name(packed: Packed, tmp_path: Path) -> None:
    grower = make_household(packed.store, phone="07150000009")
    delivery = make_delivery(packed.store, packed.producer, make_plot(packed.store, grower))
    with reading(packed.store) as session:
        own = growers_face(session, delivery)
    told = dict([*own.goods_lines(), *own.seller_lines()])
    assert (told["数量"], told["产地"]) == ("100 斤（50 公斤）", "崇阳县桂花泉镇官庄村")
    assert told["联系方式"] == ""  # hers to write: her telephone is shown to no producer
    assert [basis[:1] for _, basis in own.basis_lines()] == ["□"] * 3
    written = replace(own, contact="0715-0000000")
    lines = [lay_out_certificate(face, PAPERS["80"], letters_of(written)).bottom for face in (own, written)]
    assert lines[0] == lines[1]
    [page] = rasterised(certificate_pdf(own, PAPERS["80"]), tmp_path, dpi=203)
    assert texts_in(page) == []
