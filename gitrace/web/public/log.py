"""The log for anybody's monitor (C2SP tlog-tiles): its checkpoint, its tree, its entries; and proofs of single entries.

Made for programs, of every site: no cookie, no language but in what says no.
"""

import gzip
from http import HTTPStatus

from flask import Response, g, request

from gitrace.ledger.proof.file import ENDING
from gitrace.ledger.published import entry_bundle, newest_checkpoint, proof_of, tile_hashes
from gitrace.ledger.signing import key_leaves
from gitrace.ledger.tiles import parse_tile
from gitrace.storage import reading
from gitrace.web.doors import EVERYONE, may_enter
from gitrace.web.installation import store
from gitrace.web.language import said
from gitrace.web.problems import SENTENCES, Problem, answer
from gitrace.web.public import public

BYTES = "application/octet-stream"
FOR_GOOD = "public, max-age=31536000, immutable"
"""Of what is full. Whatever else is said here is another answer after the next entry, and is kept in no cache."""


@public.get("/log/checkpoint")
@may_enter(EVERYONE)
def show_checkpoint() -> Response:
    """The newest signed checkpoint."""
    with reading(store()) as session:
        checkpoint = newest_checkpoint(session.connection())
    return _told(checkpoint.encode() if checkpoint else None, "text/plain; charset=utf-8")


@public.get("/log/tile/<level>/<path:place>")
@may_enter(EVERYONE)
def show_tile(level: str, place: str) -> Response:
    """Up to 256 hashes of the tree."""
    tile = parse_tile(level, place)
    with reading(store()) as session:
        hashes = tile_hashes(session.connection(), tile) if tile else None
    return _told(hashes, BYTES, for_good=tile is not None and tile.is_full)


@public.get("/log/tile/entries/<path:place>")
@may_enter(EVERYONE)
def show_entries(place: str) -> Response:
    """Up to 256 entries, as they were hashed."""
    tile = parse_tile("0", place)
    with reading(store()) as session:
        entries = entry_bundle(session.connection(), tile) if tile else None
    return _smaller(_told(entries, BYTES, for_good=tile is not None and tile.is_full))


@public.get("/log/keys")
@may_enter(EVERYONE)
def show_keys() -> Response:
    """The entries about the log's keys, one a line as they were hashed: who holds one key learns those after it."""
    with reading(store()) as session:
        leaves = key_leaves(session.connection())
    return _told("".join(f"{leaf}\n" for leaf in leaves).encode(), "text/plain; charset=utf-8")


@public.get("/log/proof/<int:index>")
@may_enter(EVERYONE)
def download_proof(index: int) -> Response:
    """That an entry stands in the log, as a file that is checked without us: `gitrace audit verify-proof`."""
    with reading(store()) as session:
        proof = proof_of(session.connection(), index)
    told = _told(str(proof).encode() if proof else None, "text/plain; charset=utf-8")
    if proof:
        told.headers["Content-Disposition"] = f'attachment; filename="entry-{index}{ENDING}"'
    return told


def _told(body: bytes | None, kind: str, *, for_good: bool = False) -> Response:
    """The answer; 404 where there is nothing, or nothing yet."""
    if body is None:
        # No guess at a code: a monitor asks for what comes next, and is not held back for it.
        g.names_something = True
        title, detail = SENTENCES[HTTPStatus.NOT_FOUND]
        response = answer(Problem(HTTPStatus.NOT_FOUND, said(title), said(detail)))
    else:
        response = Response(body, content_type=kind)
        if for_good:
            response.headers["Cache-Control"] = FOR_GOOD
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _smaller(response: Response) -> Response:
    """Packed, for whoever can unpack it."""
    response.vary.add("Accept-Encoding")
    if response.status_code == HTTPStatus.OK and request.accept_encodings["gzip"]:
        response.set_data(gzip.compress(response.get_data(), mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response
