"""Static files live under names that hold their content's digest."""

import gzip
import re

from flask.testing import FlaskClient


def style_address(client: FlaskClient) -> str:
    found = re.search(r'href="(/static/gitrace\.[0-9a-f]{12}\.css)"', client.get("/").get_data(as_text=True))
    assert found is not None
    return found[1]


def test_the_style_may_be_kept_for_ever(passer_by: FlaskClient) -> None:
    with passer_by.get(style_address(passer_by)) as answer:
        assert answer.mimetype == "text/css"
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_it_is_compressed_for_who_takes_it_so(passer_by: FlaskClient) -> None:
    address = style_address(passer_by)
    with passer_by.get(address) as plain, passer_by.get(address, headers={"Accept-Encoding": "br, gzip"}) as small:
        assert gzip.decompress(small.data) == plain.data
        assert int(small.headers["Content-Length"]) == len(small.data) < len(plain.data) / 3
        assert (plain.headers.get("Content-Encoding"), small.headers["Content-Encoding"]) == (None, "gzip")
        assert plain.headers["Vary"] == small.headers["Vary"] == "Accept-Encoding"
        again = passer_by.get(address, headers={"Accept-Encoding": "gzip", "If-None-Match": small.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_the_plain_name_answers_for_a_minute(passer_by: FlaskClient) -> None:
    with passer_by.get("/static/gitrace.css") as answer:
        assert answer.headers["Cache-Control"] == "max-age=60, public"


def test_nothing_else_of_the_tree_is_served(passer_by: FlaskClient) -> None:
    for name in ("/static/../pyproject.toml", "/static/..%2fpyproject.toml", "/static/nothing.css", "/static/"):
        assert passer_by.get(name).status_code == 404


def test_the_front_page_and_its_files_stay_under_fifty_kilobytes(passer_by: FlaskClient) -> None:
    page = passer_by.get("/").get_data()
    weight = len(page)
    for part in re.findall(r'(?:href|src)="(/static/[^"]+)"', page.decode()):
        with passer_by.get(part) as answer:
            weight += len(answer.get_data())
    assert weight < 50_000
