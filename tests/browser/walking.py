"""Somebody at a browser of her own, without JavaScript, and what she does there."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from browsing import PHONE
from playwright.sync_api import Browser, Locator
from service import PATIENCE

from gitrace import clock
from gitrace.people.codes import code_at

PASSWORD = "春天的雷竹笋真好吃呀"


class Walker:
    """Finds everything by what it says on the page, as a person does."""

    def __init__(self, browser: Browser, origin: str, name: str) -> None:
        self.name = name
        self.page = browser.new_page(
            base_url=origin,
            java_script_enabled=False,
            locale="zh-CN",
            viewport={"width": PHONE[0], "height": PHONE[1]},
        )
        self.page.set_default_timeout(PATIENCE * 1000)

    def opens(self, path: str) -> None:
        """Types an address of the service, or scans one."""
        self.page.goto(path)

    def follows(self, *links: str) -> None:
        """One link after the other; a link of the page's before the like of it in the menu."""
        for words in links:
            self.page.wait_for_load_state("domcontentloaded")
            link = self.page.get_by_role("link", name=words, exact=True)
            fold = self.page.locator("nav .more summary")
            if not link.count() and fold.count():  # on a phone a long menu is folded
                fold.click()
            link.last.click()

    def presses(self, words: str) -> None:
        """A button."""
        self.page.get_by_role("button", name=words, exact=True).last.click()

    def fills(self, fields: Mapping[str, str], within: Locator | None = None) -> None:
        """Fields by their labels: types, or chooses where there is a choice."""
        for label, value in fields.items():
            field = (within or self.page).get_by_label(re.compile(rf"^{re.escape(label)}( （选填）)?$"))
            if field.evaluate("field => field.tagName") == "SELECT":
                texts = field.locator("option").all_inner_texts()
                field.select_option(label=next(text for text in texts if text.endswith(value)))
            else:
                field.fill(value)

    def ticks(self, *choices: str) -> None:
        """Each of the choices."""
        for words in choices:
            self.page.get_by_label(words, exact=True).check()

    def reads(self, words: str) -> bool:
        """Whether the page says so."""
        return words in self.text

    def saves(self) -> None:
        """Sends the page's form, whatever its button says; the next page must say that it was saved."""
        self.page.locator("main form.form button[type=submit]").last.click()
        assert self.reads("已保存"), self.text

    @property
    def text(self) -> str:
        """Everything on the page."""
        self.page.wait_for_load_state("domcontentloaded")  # a click waits for the answer's beginning alone
        return self.page.inner_text("body")

    @property
    def title(self) -> str:
        """The page's heading."""
        return self.page.inner_text("h1")

    def joins(self, link: str, login: str) -> None:
        """Chooses login and password by a one-time link, and signs in."""
        self.opens(link)
        self.fills({"登录名": login, "密码": PASSWORD, "再输一次密码": PASSWORD})
        self.presses("启用账号")
        self.signs_in(login)

    def signs_in(self, login: str) -> None:
        """With the password that everybody here has, at the page of signing in."""
        self.fills({"登录名": login, "密码": PASSWORD})
        self.presses("登录")
        if self.title == "绑定动态验证码":
            self.enrols()
        assert self.reads("退出登录"), self.text

    def enrols(self) -> None:
        """Types the key that the page shows into an authenticator app, and the app's code into the page."""
        secret = self.page.locator("span.code").inner_text().replace(" ", "")
        self.fills({"动态验证码": code_at(secret, clock.now())})
        self.presses("绑定")
        self.follows("已收好，继续")


class Company:
    """All who walk along at one service."""

    def __init__(self, browser: Browser, origin: str) -> None:
        self.origin = origin
        self._browser = browser
        self.walkers: list[Walker] = []

    def welcomes(self, name: str) -> Walker:
        """One more, with a browser of her own."""
        self.walkers.append(Walker(self._browser, self.origin, name))
        return self.walkers[-1]

    def goes_home(self) -> None:
        """Everybody leaves."""
        for walker in self.walkers:
            walker.page.context.close()

    def shopper_scans(self, printed: str, nonce: str) -> Walker:
        """A phone reads a printed address: host as printed, here on this machine."""
        shopper = self.welcomes(f"shopper-{nonce}")
        shopper.page.set_extra_http_headers({"Scan-Nonce": nonce.ljust(16, "-")})
        shopper.opens("/" + printed.split("/", 3)[3])
        return shopper


@contextmanager
def photographed_on_failure(company: Company, album: Path) -> Iterator[Company]:
    """When something fails inside, what each walker sees last is kept in the folder, and the error says where."""
    try:
        yield company
    except Exception as error:
        album.mkdir(parents=True, exist_ok=True)
        for walker in company.walkers:
            picture = album / f"{walker.name}.png"
            walker.page.screenshot(path=picture, full_page=True)
            error.add_note(f"{walker.name} saw {walker.page.url}: {picture}")
        raise
