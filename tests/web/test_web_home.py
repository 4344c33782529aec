"""The front page and its box for a typed or pasted code."""

import pytest
from flask.testing import FlaskClient

from gitrace.errors import Refusal
from gitrace.web.public.pasted import link_from_pasted

GTIN, LOT, SERIAL = "06901234000016", "CY260312A001", "0001R9ZB17R4RM04MYTA"
OURS = {"label.example"}
LABEL = f"/01/{GTIN}/10/{LOT}/21/{SERIAL}"


@pytest.mark.parametrize(
    ("pasted", "path"),
    [
        (f"HTTPS://LABEL.EXAMPLE{LABEL}", LABEL),
        (f"  https://label.example{LABEL}?lang=en\n", LABEL),
        (f"label.example{LABEL}", LABEL),
        (LABEL, LABEL),
        (f"(01) {GTIN} (10) {LOT} (21) {SERIAL}", LABEL),
        (f"（01）{GTIN}（10）{LOT}", f"/01/{GTIN}/10/{LOT}"),
        (GTIN, f"/01/{GTIN}"),
        (GTIN[1:], f"/01/{GTIN}"),
    ],
)
def test_a_code_is_read_however_it_is_handed_over(pasted: str, path: str) -> None:
    assert link_from_pasted(pasted, OURS).path == path


@pytest.mark.parametrize(
    ("pasted", "code"),
    [
        ("abc", "code-unreadable"),
        (f"https://elsewhere.example{LABEL}", "foreign-host"),
        ("https://elsewhere.example/about", "foreign-host"),
        ("https://label.example/about", "path"),
        ("06901234000017", "gtin-check-digit"),
        (f"(01){GTIN}(10){LOT}(21)SHORT", "serial-length"),
    ],
)
def test_what_is_no_code_of_ours_is_said_at_the_box(pasted: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        link_from_pasted(pasted, OURS)
    assert (refused.value.code, refused.value.field) == (code, "code")


def test_the_box_leads_to_the_printed_address(passer_by: FlaskClient) -> None:
    answer = passer_by.get("/", query_string={"code": f"(01) {GTIN} (10) {LOT} (21) {SERIAL}"})
    assert (answer.status_code, answer.location) == (303, LABEL)
    english = passer_by.get("/", query_string={"code": GTIN, "lang": "en"})
    assert english.location == f"/01/{GTIN}?lang=en"


def test_an_unreadable_code_stays_in_the_box(passer_by: FlaskClient) -> None:
    answer = passer_by.get("/", query_string={"code": 'a"b<c'})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="a&#34;b&lt;c"' in page
    assert 'aria-invalid="true"' in page


def test_an_empty_box_asks_to_be_filled(passer_by: FlaskClient) -> None:
    assert "请填写此项。" in passer_by.get("/?code=").get_data(as_text=True)


def test_the_host_of_the_request_is_ours_too(passer_by: FlaskClient) -> None:
    assert passer_by.get("/", query_string={"code": f"http://localhost{LABEL}"}).location == LABEL


def test_a_live_process_says_so_and_a_ready_one_asks_the_store(passer_by: FlaskClient) -> None:
    assert passer_by.get("/healthz").get_json() == {"status": "ok"}
    assert passer_by.get("/readyz").get_json() == {"status": "ready"}


def test_a_filing_number_and_the_demo_are_said_in_the_page(passer_by: FlaskClient) -> None:
    assert "演示数据" not in passer_by.get("/").get_data(as_text=True)
