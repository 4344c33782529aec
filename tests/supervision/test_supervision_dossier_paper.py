"""The dossier as one PDF: everything of the lot, no grower's name, the same bytes for the same state."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from cast import REGULATOR
from laid import LOT, Laid

from gitrace.batches.events import BatchCorrected
from gitrace.labels.reprinting import ReprintLabels, reprint_labels
from gitrace.printing.orders import HandOut, hand_out
from gitrace.storage import Store, reading
from gitrace.supervision.dossier_paper import Paper
from gitrace.supervision.drawing import paper_pdf
from gitrace.supervision.papers import DossierWish
from gitrace.supervision.verification import ledger_state
from gitrace.work import writing

poppler = pytest.mark.skipif(not Path("/usr/bin/pdftotext").exists(), reason="poppler was not found")


def paper_of(store: Store) -> Paper:
    with reading(store) as session:
        return DossierWish(LOT).read(store, session)


def said(paper: Paper) -> str:
    return "\n".join(text for part in paper.parts for row in part.rows for text in row)


def test_it_says_what_the_dossier_holds(store: Store, laid: Laid) -> None:
    text = said(paper_of(store))
    for shown in (LOT, "D0001", "BG-1", "51–60", "已作废", "斤误作公斤", "DEM-H1", "110.000 公斤，1 户", "核实"):
        assert shown in text, shown


def test_what_was_printed_again_and_handed_out_is_told_with_reason_and_recipient(store: Store, laid: Laid) -> None:
    at_home = replace(store, settings=store.settings.model_copy(update={"demo": True}))
    with writing(at_home, REGULATOR) as work:
        reprint_labels(work, ReprintLabels(run_id=laid.run.id, reason="演示：卡纸"))
        hand_out(work, HandOut(run_id=laid.run.id, recipient="演示印刷厂"))
    text = said(paper_of(store))
    for shown in ("第 2 次打印：演示：卡纸", "交外部印制（xlsx）", "演示印刷厂"):
        assert shown in text


def test_it_carries_the_checkpoint_of_its_state_and_each_entrys_index(store: Store, laid: Laid) -> None:
    paper = paper_of(store)
    with reading(store) as session:
        state = ledger_state(session)
    told = [row[1] for part in paper.parts for row in part.rows if row[0] == "检查点"]
    assert told == state.checkpoint.splitlines()
    assert paper.as_of == state.time
    timeline = next(part for part in paper.parts if part.title == "时间线")
    assert [int(row[0]) for row in timeline.rows] == [state.size - 1]


def test_no_growers_name_stands_in_it(store: Store, laid: Laid) -> None:
    assert "演示户甲" not in said(paper_of(store))


def test_corrections_of_the_lot_stand_beside_those_of_its_deliveries(store: Store, laid: Laid) -> None:
    with writing(store, REGULATOR) as work:
        work.record(BatchCorrected(lot=LOT, reason="等级录错"), subject=f"lot:{LOT}", rows=[])
    rows = next(part for part in paper_of(store).parts if part.title == "更正").rows
    assert [(row[1], row[4]) for row in rows] == [("交售单 D0002", "斤误作公斤"), ("本批次", "等级录错")]
    assert rows[0][3] == "净重（克）：60,000 → 50,000"


@poppler
def test_it_is_drawn_with_letters_that_can_be_read_and_searched(store: Store, laid: Laid, tmp_path: Path) -> None:
    file = tmp_path / "dossier.pdf"
    file.write_bytes(paper_pdf(paper_of(store)))
    text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout
    assert "崇阳雷竹笋批次档案" in text
    assert "斤误作公斤" in text
    assert "2/2" in text.replace(" ", "")


def test_the_same_state_gives_the_same_bytes(store: Store, laid: Laid) -> None:
    assert paper_pdf(paper_of(store)) == paper_pdf(paper_of(store))


def test_a_character_without_a_letter_is_a_box_and_no_refusal(store: Store, laid: Laid) -> None:
    paper = Paper("档案", "CY𓀀", paper_of(store).as_of, ())
    assert paper_pdf(paper).startswith(b"%PDF")
