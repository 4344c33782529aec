"""A label photographed on the front page leads to its address, and nobody else's code leads anywhere."""

import io

import pytest
import qrcode
from flask.testing import FlaskClient
from market import Market
from PIL import Image

from gitrace.errors import Refusal
from gitrace.web.public import darkroom
from gitrace.web.public.photographed import links_in_photo

ORIGIN = {"Origin": "http://localhost"}
GTIN, LOT, SERIAL = "06901234000016", "CY260312A001", "0001R9ZB17R4RM04MYTA"
LABEL = f"/01/{GTIN}/10/{LOT}/21/{SERIAL}"


def photo(*texts: str) -> bytes:
    """Symbols side by side, as a phone takes them."""
    table, taken = Image.new("L", (600 * max(len(texts), 1), 700), 200), io.BytesIO()
    for place, text in enumerate(texts):
        table.paste(qrcode.make(text, box_size=8).get_image(), (600 * place + 20, 100))
    table.save(taken, "JPEG")
    return taken.getvalue()


def send(client: FlaskClient, *texts: str, content: bytes | None = None, query: str = ""):  # type: ignore[no-untyped-def]
    form = {"photo": (io.BytesIO(photo(*texts) if content is None else content), "a.jpg")}
    return client.post(f"/{query}", data=form, headers=ORIGIN)


@pytest.mark.parametrize("origin", ["HTTP://LOCALHOST", "http://localhost"])
def test_a_label_leads_to_its_page(shopper: FlaskClient, market: Market, origin: str) -> None:
    answer = send(shopper, origin + market.label())
    assert (answer.status_code, answer.location) == (303, market.label())
    assert "Set-Cookie" not in answer.headers
    assert not (market.store.settings.home / "files").exists()
    assert send(shopper, origin + market.label(), query="?lang=en").location == market.label() + "?lang=en"


def test_of_several_labels_the_shopper_chooses(shopper: FlaskClient, market: Market) -> None:
    answer = send(
        shopper, f"http://localhost{market.label(1)}", f"http://localhost{market.label(2)}", "https://x.example"
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert market.label(1) in page
    assert market.label(2) in page
    assert "x.example" not in page


def test_another_sites_code_is_told_and_never_followed(shopper: FlaskClient, market: Market) -> None:
    answer = send(shopper, f"https://elsewhere.example{market.label()}")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "elsewhere.example 不是本系统的" in page
    assert 'href="https://elsewhere' not in page


def test_a_photograph_without_a_label_comes_back_with_a_sentence(shopper: FlaskClient, market: Market) -> None:
    assert "照片里没有读出二维码" in send(shopper).get_data(as_text=True)
    assert "这不是完整的照片" in send(shopper, content=b"%PDF-1.7").get_data(as_text=True)
    nothing = shopper.post("/", data={}, headers=ORIGIN)
    assert nothing.status_code == 422
    assert "请拍一张标签的照片" in nothing.get_data(as_text=True)


def test_a_photograph_from_another_site_is_refused(shopper: FlaskClient, market: Market) -> None:
    assert shopper.post("/", data={}, headers={"Origin": "https://elsewhere.example"}).status_code == 403


def test_too_many_at_once_are_asked_to_come_again(shopper: FlaskClient, market: Market, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(darkroom, "PATIENCE", 0.01)
    with darkroom._AT_ONCE, darkroom._AT_ONCE:
        assert send(shopper, market.label()).status_code == 503
    assert send(shopper, f"http://localhost{market.label()}").status_code == 303


def test_of_a_label_and_its_carton_the_label_is_meant() -> None:
    texts = (f"HTTPS://LABEL.EXAMPLE/01/{GTIN}/10/{LOT}", f"HTTPS://LABEL.EXAMPLE{LABEL}", "WIFI:T:WPA;;")
    assert [link.path for link in links_in_photo(texts, {"label.example"})] == [LABEL]


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (["WIFI:T:WPA;;"], "not-ours"),
        (["weixin://dl/business/?t=x"], "not-ours"),
        (["https://elsewhere.example/menu"], "foreign-host"),
        (["https://x.example/01/1", "https://y.example"], "not-ours"),
        (["https://label.example/01/06901234000017"], "gtin-check-digit"),
    ],
)
def test_what_is_wrong_with_it_is_said_at_the_photograph(texts: list[str], code: str) -> None:
    with pytest.raises(Refusal) as no:
        links_in_photo(texts, {"label.example"})
    assert (no.value.code, no.value.field) == (code, "photo")
