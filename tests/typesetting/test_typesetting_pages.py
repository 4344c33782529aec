"""The page writer: parts fit together whoever made them, and what is joined is a whole PDF."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from label_faces import by_poppler

from gitrace.typesetting.pages import Description, Pages, Shared

MADE_ON = datetime(2026, 3, 11, 20, 5, tzinfo=UTC)


def make_pages(count: int, title: str = "演示 (1)") -> Pages:
    def draw(first: int, last: int) -> Iterator[bytes]:
        return (f"{page} 0 9 9 re f".encode() for page in range(first, last))

    described = Description(title=title, subject="CY260312A001 00001-00002", keywords="run=7", made_on=MADE_ON)
    return Pages(Shared(), described, (170.0787, 113.3858), count, draw)


def joined(pages: Pages, *parts: bytes) -> bytes:
    file = io.BytesIO()
    pages.join(map(io.BytesIO, parts), file)
    return file.getvalue()


@pytest.mark.parametrize("cuts", [[0, 600], [0, 1, 256, 600], [0, 255, 257, 599, 600]])
def test_parts_make_the_same_document_wherever_it_is_cut(cuts: list[int]) -> None:
    pages = make_pages(600)
    parts = [make_pages(600).part(first, last) for first, last in pairwise(cuts)]
    assert joined(pages, *parts) == pages.whole()


def test_a_document_of_many_pages_is_whole(tmp_path: Path) -> None:
    told = by_poppler("pdfinfo", "labels.pdf", pdf=make_pages(600).whole(), folder=tmp_path)
    assert "Pages:           600" in told
    assert "Title:           演示 (1)" in told
    assert "Subject:         CY260312A001 00001-00002" in told
    assert "Page size:       170.079 x 113.386 pts" in told


def test_a_document_whose_pages_are_not_all_there_is_not_joined() -> None:
    pages = make_pages(10)
    for parts in ([pages.part(0, 9)], [pages.part(0, 6), pages.part(5, 10)]):
        with pytest.raises(ValueError, match="every page once"):
            joined(pages, *parts)


def test_documents_are_told_apart_and_the_same_one_is_not() -> None:
    names = [make_pages(2, title).whole().partition(b"/ID")[2] for title in ("a", "a", "b")]
    assert names[0] == names[1]
    assert names[0] != names[2]
