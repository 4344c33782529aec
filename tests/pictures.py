"""README's pictures, taken anew of a demo season made today, with Chromium.

    .venv/bin/python tests/pictures.py [FOLDER]

Writes a PNG for each role of README's tour into FOLDER, `.pictures/` unless told otherwise, and into `static/` the one
that messengers show beside a page that is passed on. Look at them before they are committed; run it again whenever one
of these pages has changed.
"""

import io
import sys
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from browsing import CHROMIUM, DESK, PHONE
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from service import Service

from gitrace import clock
from gitrace.assets import STATIC
from gitrace.demo.building import built
from gitrace.demo.guide import Guide, read_guide
from gitrace.labels.sheets import STOCKS
from gitrace.settings import Settings

FOLDER = Path(__file__).resolve().parents[1] / ".pictures"
HOST = "demo.gitrace.example"
COLOURS = 64
"""Enough for these pages; a picture then stays below 120 kB."""
PAGES = {
    "grove": ("clerk", "/producer/records?number=GZ-001", PHONE),
    "bench": ("packer", "/producer/lots/{open_lot}/labels", PHONE),
    "board": ("manager", "/producer/lots/board", DESK),
    "laboratory": ("lab", "/lab/reports", DESK),
    "village": ("village", "/regulator/lists/1", DESK),
    "month": ("agri", "/regulator/returns/monthly", DESK),
    "people": ("admin", "/administrator/people", DESK),
}
"""Picture to who is signed in, the page and her window; what else is taken needs more than one look."""
VERDICTS = {"forged": "forged", "on-hold": "on-hold", "genuine": "scan"}
FORM_HEIGHT = 1365
"""Pixels from the top of a phone's page to below the form at the scale."""
ROLL_SCALE, SHEET_SCALE = 1.25, 0.42
"""How large stocks stand beside each other in their picture, against paper."""
STOCK = (
    "<figure style='margin:0'><img style='display:block;border:1px solid #bbb' width={} src='{}'>"
    "<figcaption>{}</figcaption></figure>"
)
SHELF = "<body style='margin:16px;display:flex;flex-wrap:wrap;gap:16px;align-items:end;font:14px sans-serif'>{}"
"""The stocks, and all of them."""
SHARED = "<body style='margin:0;display:grid;place-items:center;height:100vh;background:#e5f0e5'>{}"
"""What messengers show beside a page that is passed on: our own sign on its ground, square."""


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home) / "home", demo=True, label_host=HOST, log_origin=f"{HOST}/log")
        settings.home.mkdir()
        print("making the season…")
        built(settings, clock.now(), lambda _: None)
        with Service(settings, "--demo") as service, chromium() as browser:
            guide = read_guide(settings.home)
            assert guide is not None, "its labels were found when the service started"
            take(browser, service.address, guide, folder)
            keep(shared(browser), STATIC / "share.png")


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def take(browser: Browser, address: str, guide: Guide, folder: Path) -> None:
    """All of them."""
    lot = guide.labels["genuine"].split("/")[4]
    phone = page_of(browser, address, PHONE, sharpness=2)
    for verdict, name in VERDICTS.items():
        phone.goto(guide.labels[verdict])
        keep(phone.screenshot(), folder / f"{name}.png")
    sign_in(phone, guide, "clerk")
    keep(weighing(phone), folder / "weighing.png")
    desk = page_of(browser, address, DESK, sharpness=1)
    sign_in(desk, guide, "regulator")
    keep(desk.screenshot(clip={"x": 0, "y": 0, "width": DESK[0], "height": 620}), folder / "today.png")
    desk.goto(f"/regulator/lots/{lot}")
    keep(desk.screenshot(), folder / "dossier.png")
    packer = page_of(browser, address, DESK, sharpness=1)
    sign_in(packer, guide, "manager")
    keep(stocks(browser, packer, lot), folder / "stocks.png")
    phone.context.clear_cookies()
    phone.goto(guide.household)
    keep(phone.screenshot(), folder / "grower.png")
    for name, (login, path, size) in PAGES.items():
        page = page_of(browser, address, size, sharpness=2 if size is PHONE else 1)
        sign_in(page, guide, login)
        answer = page.goto(path.format(open_lot=lot))
        assert answer is not None
        assert answer.ok, path
        keep(page.screenshot(), folder / f"{name}.png")


def shared(browser: Browser) -> bytes:
    page = browser.new_page(viewport={"width": 600, "height": 600})
    sign = (STATIC / "icon.svg").read_text().replace("<svg ", "<svg width='60%' ", 1)
    page.set_content(SHARED.format(sign))
    return page.screenshot()


def page_of(browser: Browser, address: str, size: tuple[int, int], *, sharpness: int) -> Page:
    """A window; `sharpness`: pixels of the picture to a pixel of the page."""
    return browser.new_page(
        base_url=address,
        locale="zh-CN",
        viewport={"width": size[0], "height": size[1]},
        device_scale_factor=sharpness,
    )


def sign_in(page: Page, guide: Guide, login: str) -> None:
    page.goto("/account/sign-in")
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码").fill(guide.password)
    page.get_by_role("button", name="登录", exact=True).click()


def weighing(page: Page) -> bytes:
    """The form as a clerk has it before her, filled in."""
    page.goto("/producer/deliveries/weigh")
    page.keyboard.type("GZ-001")
    page.keyboard.press("Enter")
    page.locator("#standing-household p").wait_for()
    page.keyboard.type("84.5")
    page.evaluate("document.activeElement.blur()")
    form = {"x": 0, "y": 0, "width": PHONE[0], "height": FORM_HEIGHT}
    return page.screenshot(full_page=True, clip=form)  # type: ignore[arg-type]


def stocks(browser: Browser, page: Page, lot: str) -> bytes:
    """Proofs of a lot's labels on every stock of the table, as they are shown before a label is spent."""
    figures = []
    for stock in STOCKS.values():
        wishes = {"stock": stock.code, "dpi": 300, "count": stock.per_page}
        svg = page.request.get(f"/producer/lots/{lot}/labels/proof.svg", params=wishes).body()
        scale = ROLL_SCALE if stock.is_roll else SHEET_SCALE
        width = round(stock.page[0] / 25_400 * 96 * scale)
        source = f"data:image/svg+xml;base64,{b64encode(svg).decode()}"
        figures.append(
            STOCK.format(
                width, source, stock.dimensions if stock.is_roll else f"A4 · {stock.per_page} · {stock.dimensions}"
            )
        )
    shelf = browser.new_page(viewport={"width": 1080, "height": 600}, device_scale_factor=1.25)
    shelf.set_content(SHELF.format("".join(figures)))
    return shelf.screenshot(full_page=True)


def keep(png: bytes, path: Path) -> None:
    """Write it small."""
    few = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    print(f"{path.name}: {few.width} x {few.height}, {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
