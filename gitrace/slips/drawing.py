"""A slip as a PDF: the grower's copy and the buyer's, each a page of a roll, or one above the other on a sheet."""

from pathlib import Path
from tempfile import TemporaryDirectory

from fpdf import FPDF

from gitrace.slips.face import COPY_NAMES, Copy, SlipFace, both_units, moment
from gitrace.slips.layout import ASK, SIGNED, lay_out_slip
from gitrace.typesetting.font import typeface
from gitrace.typesetting.pages import in_points
from gitrace.typesetting.paper import document_of, draw_strip
from gitrace.typesetting.strip import Paper

_WORDS = "交售单净重打印补第次（）…" + ASK + "".join(SIGNED) + "".join(COPY_NAMES.values())


def slip_pdf(face: SlipFace, paper: Paper) -> bytes:
    """Both copies. Raises Refusal("character-unprintable") for a name with a character that the font lacks."""
    letters = typeface(_texts(face))
    copies = [lay_out_slip(face, copy, paper, letters) for copy in Copy]
    heights = [paper.height * paper.copies or copy.bottom for copy in copies]
    with TemporaryDirectory() as folder:
        document = document_of((paper.width, heights[0]), letters, Path(folder))
        document.set_title(f"{face.number} {face.heading(Copy.GROWER)}")
        document.set_creation_date(face.printed_at)
        for place, copy in enumerate(copies):
            if place % paper.copies == 0:
                document.add_page(format=(in_points(paper.width), in_points(heights[place])))
            draw_strip(document, copy, place % paper.copies * paper.height)
        if paper.copies > 1:
            _cut_line(document, paper)
        return bytes(document.output())


def _texts(face: SlipFace) -> list[str]:
    lines = (
        pair
        for copy in Copy
        for part in (face.facts(copy), face.weights(), face.payment(), face.season_so_far())
        for pair in part
    )
    drawn = [text for pair in lines for text in pair]
    return [*drawn, face.producer, both_units(face.net_g), moment(face.printed_at), _WORDS]


def _cut_line(document: FPDF, paper: Paper) -> None:
    document.set_dash_pattern(dash=3, gap=3)
    y = in_points(paper.height)
    document.line(0, y, in_points(paper.width), y)
