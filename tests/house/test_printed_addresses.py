"""A printed address is a promise for the life of what it stands on: these routes never change."""

from flask import Flask

from gitrace.app import create_app
from gitrace.certificates.face import certificate_path
from gitrace.identifiers.card_token import card_path
from gitrace.identifiers.digital_link import DigitalLink
from gitrace.ledger.tiles import Tile
from gitrace.storage import Store

LINK = DigitalLink("06901234000016", "CY260312A001", "0001R9ZB17R4RM04MYTA")
PRINTED = {
    LINK.path: "public.show_label",
    LINK.path.partition("/21/")[0]: "public.show_lot",
    LINK.path.partition("/10/")[0]: "public.show_product",
    certificate_path("CY260312A001-1"): "public.show_certificate",
    card_path("3gs59jmsabvgmdsqmmm1hhxpma"): "public.show_household",
    # In monitors' settings and in proof files that lie in a drawer.
    "/log/checkpoint": "public.show_checkpoint",
    f"/log/tile/0/{Tile(0, 1234067).place}": "public.show_tile",
    f"/log/tile/entries/{Tile(0, 0, 12).place}": "public.show_entries",
    "/log/proof/120": "public.download_proof",
}


def endpoints(app: Flask) -> dict[str, str]:
    adapter = app.url_map.bind("label.example")
    return {path: adapter.match(path, method="GET")[0] for path in PRINTED}


def test_what_is_printed_is_answered_by_the_page_it_was_printed_for(store: Store) -> None:
    assert endpoints(create_app(store)) == PRINTED
