"""What stands on a slip, line by line."""

from collections.abc import Iterable

from gitrace.slips.face import Copy, SlipFace, both_units, moment
from gitrace.symbols.sizes import module_that_fits
from gitrace.symbols.symbol import QUIET_MODULES, matrix
from gitrace.typesetting.geometry import Text
from gitrace.typesetting.strip import Paper, Strip, Symbol
from gitrace.typesetting.typeface import Typeface

ASK = "扫码看自己交了多少、还可交多少。数量不对、不是您交的，请扫码告诉监管部门。"
SIGNED = ("交售人", "过磅员")
_SYMBOL_ROOM = 34_000


def lay_out_slip(face: SlipFace, copy: Copy, paper: Paper, letters: Typeface) -> Strip:
    """One copy of a slip."""
    made = Strip(paper, letters, bottom=paper.margin // 2)
    made.heading("交售单", paper.net)
    made.pair(face.heading(copy), "")
    made.heading(face.producer, paper.text)
    made.rule()
    _pairs(made, face.facts(copy))
    made.rule()
    _pairs(made, face.weights())
    made.pair("净重", both_units(face.net_g), size=paper.net, bold=True)
    _pairs(made, face.payment())
    made.rule()
    for label, value in face.season_so_far():
        made.pair(label, value, bold=True)
    if copy is Copy.GROWER and face.address:
        _draw_symbol(made, face.address)
    _signatures(made)
    made.pair("打印", moment(face.printed_at))
    made.bottom += paper.margin
    return made


def _pairs(made: Strip, lines: Iterable[tuple[str, str]]) -> None:
    for label, value in lines:
        made.pair(label, value)


def _signatures(made: Strip) -> None:
    """Room to sign, for those who want it signed."""
    made.bottom += made.paper.text
    half = made.paper.column // 2
    made.line(SIGNED[0], made.paper.text)
    made.texts.append(Text(made.paper.margin + half, made.texts[-1].y, made.paper.text, SIGNED[1]))
    made.rule()


def _draw_symbol(made: Strip, address: str) -> None:
    """Below the lines, or beside them where the paper is wider than they are; what it is for stands next to it."""
    paper, symbol = made.paper, matrix(address)
    beside = paper.width - 2 * paper.margin - paper.column
    if beside:
        module = module_that_fits(symbol.size, _SYMBOL_ROOM)
        side, quiet = module * symbol.size, module * QUIET_MODULES
        left = paper.width - paper.margin - beside // 2 - side // 2
        made.symbol = Symbol(symbol, module, left, 3 * paper.margin)
        note = Strip(paper, made.letters, bottom=made.symbol.top + side + quiet // 2)
        room = beside - paper.text
        note.paragraph(ASK, paper.text * 9 // 10, room, paper.width - paper.margin - room)
        made.texts += note.texts
        return
    made.centre(symbol, _SYMBOL_ROOM)
    made.paragraph(ASK, paper.text, paper.column, paper.margin)
