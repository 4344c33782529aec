"""A paper drawn as PDF on A4: embedded letters, page numbers, the same bytes for the same paper."""

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from fpdf import FPDF
from fpdf.enums import TableBordersLayout, WrapMode
from fpdf.fonts import FontFace

from gitrace.supervision.dossier_paper import Paper, Part
from gitrace.typesetting.font import printable, typeface

_FAMILY = "paper"
_BODY, _HEAD, _TITLE = 8.5, 11, 16
_LINE = 4.6
_MARGIN = 15


class _Document(FPDF):
    """A4 with a foot that says of which paper it is a page."""

    def __init__(self, foot: str) -> None:
        super().__init__(format="A4")
        self._foot = foot
        self.set_margins(_MARGIN, _MARGIN)
        self.set_auto_page_break(True, margin=_MARGIN + 3)

    def footer(self) -> None:
        """Drawn by fpdf2 below each page."""
        self.set_y(-_MARGIN)
        self.set_font(_FAMILY, size=_BODY)
        self.cell(text=f"{self._foot}　{self.page_no()} / {{nb}}")


def paper_pdf(paper: Paper) -> bytes:
    """The whole document. A character that the font lacks is drawn as a box: a paper is never refused for one."""
    foot = f"{paper.title} {paper.lot}"
    letters = typeface([printable(text) for text in (*_texts(paper), foot, "　")])
    with TemporaryDirectory() as folder:
        document = _Document(printable(foot))
        for style, cut in (("", letters.regular), ("B", letters.bold)):
            file = Path(folder) / f"{cut.weight}.ttf"
            file.write_bytes(cut.ttf)
            document.add_font(_FAMILY, style, file)
        document.set_creation_date(paper.as_of)
        document.set_title(foot)
        document.set_creator("gitrace")
        document.set_lang("zh-CN")
        _draw(document, paper)
        return bytes(document.output())


def _texts(paper: Paper) -> list[str]:
    texts = [paper.title, paper.lot]
    for part in paper.parts:
        texts += [part.title, part.nothing, *part.heads, *(text for row in part.rows for text in row)]
    return texts


def _draw(document: FPDF, paper: Paper) -> None:
    document.add_page()
    document.set_font(_FAMILY, "B", _TITLE)
    document.cell(text=paper.title, new_x="LMARGIN", new_y="NEXT", h=9)
    for part in paper.parts:
        _draw_part(document, part)


def _draw_part(document: FPDF, part: Part) -> None:
    document.ln(4)
    document.set_font(_FAMILY, "B", _HEAD)
    if document.will_page_break(3 * _LINE + 7):
        document.add_page()
    document.cell(text=part.title, new_x="LMARGIN", new_y="NEXT", h=7)
    document.set_font(_FAMILY, size=_BODY)
    if not part.rows:
        document.cell(text=part.nothing, new_x="LMARGIN", new_y="NEXT", h=_LINE)
        return
    table = partial(
        document.table,
        col_widths=tuple(part.shares),
        line_height=_LINE,
        padding=0.8,
        text_align="LEFT",
        wrapmode=WrapMode.CHAR,
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
    )
    if not part.heads:
        with table(first_row_as_headings=False) as drawn:
            for row in part.rows:
                drawn.row([printable(text) for text in row])
        return
    with table(headings_style=FontFace(emphasis="BOLD")) as drawn:
        for row in (part.heads, *part.rows):
            drawn.row([printable(text) for text in row])
