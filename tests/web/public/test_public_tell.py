"""The form for everyone, and what a regulator makes of it."""

import io
from typing import Any

import pytest
from browsers import Cast, post
from flask.testing import FlaskClient
from market import LOT, Market
from PIL import Image

from gitrace.cases.queries import find_messages
from gitrace.people.roles import Role
from gitrace.storage import Store, reading

ORIGIN = {"Origin": "http://localhost"}
NONCE = "a-nonce-of-the-form-01"


def tell(client: FlaskClient, once: str = NONCE, **fields: Any):  # type: ignore[no-untyped-def]
    return client.post("/tell", data={"once": once, "text": "演示：袋子漏气"} | fields, headers=ORIGIN)


def received(store: Store) -> list[str]:
    with reading(store) as session:
        return [one.number for one in find_messages(session)[0]]


def test_the_form_knows_the_label_it_was_opened_from(shopper: FlaskClient, market: Market) -> None:
    answer = shopper.get("/tell", query_string={"about": market.label()})
    page = answer.get_data(as_text=True)
    assert f'name="about" value="{market.label()}"' in page
    assert LOT in page
    assert "csrf_token" not in page
    assert "Set-Cookie" not in answer.headers


def test_an_address_of_elsewhere_is_not_taken_over(shopper: FlaskClient) -> None:
    page = shopper.get("/tell", query_string={"about": "https://elsewhere.example/x"}).get_data(as_text=True)
    assert 'name="about"' not in page


def test_a_message_is_answered_with_its_receipt(shopper: FlaskClient, market: Market) -> None:
    answer = tell(shopper, about=market.label(), contact="演示电话")
    assert answer.status_code == 303
    receipt = shopper.get(answer.location)
    (number,) = received(market.store)
    assert number in answer.location
    assert "已收到，谢谢您" in receipt.get_data(as_text=True)
    assert "演示电话" not in receipt.get_data(as_text=True)
    assert "Set-Cookie" not in answer.headers
    assert "Set-Cookie" not in receipt.headers


def taken() -> bytes:
    """A photograph that tells whose phone took it."""
    exif, content = Image.Exif(), io.BytesIO()
    exif[0x010F] = "Somebody's phone"
    Image.new("RGB", (2400, 1200), (30, 120, 60)).save(content, "JPEG", exif=exif)
    return content.getvalue()


def test_a_photograph_is_kept_small_and_bare_for_the_regulator_alone(
    cast: Cast, shopper: FlaskClient, store: Store
) -> None:
    receipt = tell(shopper, photo=(io.BytesIO(taken()), "a.jpg"))
    assert receipt.status_code == 303
    (number,) = received(store)
    cast.joined("inspector", Role.REGULATOR)
    browser = cast.browser_of("inspector")
    address = f"/regulator/messages/{number}/photo"
    assert "（有照片）" in browser.get("/regulator/messages").get_data(as_text=True)
    assert address in browser.get(f"/regulator/messages/{number}").get_data(as_text=True)
    with browser.get(address) as shown:
        assert (shown.mimetype, Image.open(io.BytesIO(shown.data)).size) == ("image/jpeg", (1600, 800))
        assert b"Somebody" not in shown.data
    assert shopper.get(address).status_code in (302, 303, 401)
    cast.joined("other", Role.MANAGER)
    assert cast.browser_of("other").get(address).status_code == 403
    assert "<img" not in shopper.get(receipt.location).get_data(as_text=True)


def test_what_is_no_photograph_is_said_at_its_field_and_the_words_survive(shopper: FlaskClient, store: Store) -> None:
    answer = tell(shopper, place="演示市场", photo=(io.BytesIO(b"%PDF-1.7"), "a.pdf"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "这不是完整的照片" in page
    assert "演示：袋子漏气" in page
    assert received(store) == []


def test_a_photograph_that_is_too_large_costs_nobody_what_was_typed(
    shopper: FlaskClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("darkroom", "tell"):
        monkeypatch.setattr(f"gitrace.web.public.{module}.MOST_BYTES", 1000)
    answer = tell(shopper, photo=(io.BytesIO(taken()), "a.jpg"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "文件最大" in page
    assert "演示：袋子漏气" in page


def test_a_photograph_is_asked_for_again_when_something_else_is_wrong(shopper: FlaskClient, store: Store) -> None:
    page = tell(shopper, text=" ", photo=(io.BytesIO(taken()), "a.jpg")).get_data(as_text=True)
    assert "照片没有保留，请再选一次。" in page


def test_the_same_form_twice_is_one_message(shopper: FlaskClient, store: Store) -> None:
    assert tell(shopper).location == tell(shopper).location
    assert len(received(store)) == 1


def test_a_message_from_another_site_is_refused(shopper: FlaskClient, store: Store) -> None:
    answer = shopper.post("/tell", data={"text": "x"}, headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert received(store) == []


def test_an_empty_message_is_said_at_its_field(shopper: FlaskClient, store: Store) -> None:
    answer = tell(shopper, text="  ", place="演示市场")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "请填写此项。" in page
    assert "演示市场" in page
    assert received(store) == []


def test_a_flood_is_told_to_wait(shopper: FlaskClient, store: Store) -> None:
    answers = [tell(shopper, once=f"{NONCE}-{number}") for number in range(12)]
    assert [one.status_code for one in answers] == [303] * 10 + [429] * 2
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_a_receipt_that_was_never_given_is_not_found(shopper: FlaskClient) -> None:
    assert shopper.get("/tell/FY260101-AAAAAAAA").status_code == 404


def test_a_regulator_reads_it_and_notes_what_was_done(cast: Cast, shopper: FlaskClient, market: Market) -> None:
    receipt = tell(shopper, about=market.label(), place="演示市场", contact="演示电话").location
    cast.joined("inspector", Role.REGULATOR)
    browser = cast.browser_of("inspector")
    (number,) = received(market.store)
    assert number in browser.get("/regulator/messages").get_data(as_text=True)
    page = browser.get(f"/regulator/messages/{number}").get_data(as_text=True)
    for written in ("演示：袋子漏气", "演示市场", "演示电话", market.label()):
        assert written in page
    done = post(browser, f"/regulator/messages/{number}", note="演示：已换货")
    assert done.status_code == 303
    assert "演示：已换货" in browser.get(done.location).get_data(as_text=True)
    assert "没有待处理的反映" in browser.get("/regulator/messages").get_data(as_text=True)
    assert number in browser.get(f"/regulator/messages?state=all&lot={LOT}").get_data(as_text=True)
    handled = shopper.get(receipt).get_data(as_text=True)
    assert "已处理" in handled
    assert "演示：已换货" not in handled


def test_a_second_note_is_refused(cast: Cast, shopper: FlaskClient, store: Store) -> None:
    tell(shopper)
    (number,) = received(store)
    cast.joined("inspector", Role.REGULATOR)
    browser = cast.browser_of("inspector")
    page = browser.get(f"/regulator/messages/{number}").get_data(as_text=True)
    token = page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    for once, status in (("one-nonce-0123456789", 303), ("two-nonce-0123456789", 422)):
        form = {"csrf_token": token, "once": once, "note": "演示：已换货"}
        assert browser.post(f"/regulator/messages/{number}", data=form).status_code == status


@pytest.mark.parametrize("role", [Role.CLERK, Role.PACKER, Role.MANAGER, Role.LAB])
def test_nobody_else_reads_messages(cast: Cast, shopper: FlaskClient, store: Store, role: Role) -> None:
    tell(shopper)
    (number,) = received(store)
    cast.joined("other", role)
    browser = cast.browser_of("other")
    assert browser.get("/regulator/messages").status_code == 403
    assert browser.get(f"/regulator/messages/{number}").status_code == 403


def test_an_unknown_message_is_not_found(cast: Cast, store: Store) -> None:
    cast.joined("inspector", Role.REGULATOR)
    browser = cast.browser_of("inspector")
    assert browser.get("/regulator/messages/FY260101-AAAAAAAA").status_code == 404
    assert "没有待处理的反映" in browser.get("/regulator/messages?page=7").get_data(as_text=True)
    assert browser.get("/regulator/messages?state=x").status_code == 422
