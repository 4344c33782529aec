"""A proof: the sheet as it will come out, and nothing on it that could pass for a label."""

import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from pathlib import Path

import pytest
from label_faces import make_face, rasterised, texts_in

from gitrace.errors import Refusal
from gitrace.identifiers.digital_link import parse_address
from gitrace.labels.sheets import STOCKS
from gitrace.labels.verdict import asked_by_hand
from gitrace.printing.proof import Proof
from gitrace.printing.wishes import Wishes
from gitrace.symbols.symbol import matrix

SHEET = STOCKS["a4-4x10"]
MADE_ON = datetime(2026, 3, 11, 12, tzinfo=UTC)


def test_a_proof_scans_to_an_address_that_is_no_labels(tmp_path: Path) -> None:
    proof = Proof(SHEET, Wishes(start=11), make_face(), 5)
    [page] = rasterised(proof.pdf(MADE_ON), tmp_path)
    found = texts_in(page)
    assert len(found) == 5
    assert matrix(found[0]).size == matrix(make_face().address).size
    assert "SAMPLE" in found[0]
    with pytest.raises(Refusal):
        parse_address(found[0])


def test_the_serial_of_a_proof_can_be_nobodys() -> None:
    svg = Proof(SHEET, Wishes(), make_face(), 1).svg()
    assert make_face().serial not in svg
    with pytest.raises(Refusal):
        asked_by_hand("CY260312A001", "SAMPLE-SAMPLE-SAMPLE")


def test_the_first_page_is_shown_with_its_used_places_numbers_and_cut_marks() -> None:
    svg = Proof(SHEET, Wishes(start=31, marks=True), make_face(1), 400).svg()
    root = ET.fromstring(svg)
    assert (root.get("width"), root.get("height")) == ("210mm", "297mm")
    assert svg.count("<use ") == 10
    assert svg.count('fill="#eceeec"') == 30
    assert len(re.findall(r"M\d+ \d+L", svg)) == 2 * 5 + 2 * 11


def test_a_proof_of_one_page_is_one_page_on_paper(tmp_path: Path) -> None:
    [page] = rasterised(Proof(STOCKS["60x40"], Wishes(), make_face(), 400).pdf(MADE_ON), tmp_path)
    assert len(texts_in(page)) == 1
