"""A PDF is judged by its content and kept under its digest."""

import hashlib
import stat

import pytest

from gitrace.errors import Refusal
from gitrace.inspections.files import MOST_BYTES, keep_pdf, require_pdf
from gitrace.storage import Store
from gitrace.storage.files import file_path

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\nstartxref\n9\n%%EOF\n"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"<html>%PDF- startxref %%EOF", "file-not-pdf"),
        (PDF[:-8], "file-not-pdf"),
        (PDF + b"x" * 2000, "file-not-pdf"),
        (PDF + b"x" * MOST_BYTES, "file-too-large"),
    ],
)
def test_what_is_no_whole_pdf_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        require_pdf(content)
    assert refused.value.code == code


def test_a_file_is_named_by_its_digest_and_runs_for_nobody(store: Store) -> None:
    kept = keep_pdf(store, PDF)
    path = file_path(store, kept.sha256)
    assert kept.sha256 == hashlib.sha256(PDF).hexdigest()
    assert path.relative_to(store.settings.home).parts == ("files", kept.sha256[:2], kept.sha256[2:])
    assert path.read_bytes() == PDF
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_same_file_twice_is_one(store: Store) -> None:
    assert keep_pdf(store, PDF) == keep_pdf(store, PDF)
    assert len([path for path in (store.settings.home / "files").rglob("*") if path.is_file()]) == 1
