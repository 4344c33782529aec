"""Pages as a browser shows them: nothing sideways, nothing that axe minds, nothing that needs a script."""

import pytest
from browsers import PASSWORD, Cast
from browsing import see, serving
from flask import Flask
from playwright.sync_api import Browser, expect

from gitrace import clock
from gitrace.people.codes import code_at
from gitrace.people.commands import first_administrators_link
from gitrace.people.roles import Role
from gitrace.storage import Store

pytestmark = pytest.mark.browser

PAGES = ["/?code=abc", "/nowhere", "/style"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages_fit_and_are_accessible(showing: Flask, chromium: Browser, language: str) -> None:
    with serving(showing) as origin:
        page = chromium.new_page()
        for address in PAGES:
            see(page, f"{origin}{address}{'&' if '?' in address else '?'}lang={language}")
        page.close()


def test_a_form_sent_in_vain_comes_back_with_its_sentences(showing: Flask, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    with serving(showing) as origin:
        page.goto(f"{origin}/style")
        page.get_by_label("登录名").fill("竹笋")
        page.get_by_role("button", name="保存").first.click()
        expect(page.get_by_label("登录名")).to_have_value("竹笋")
        expect(page.get_by_role("alert").first).to_be_visible()
    context.close()


def test_the_way_in_for_the_first_administrator_and_whom_she_invites(
    app: Flask, store: Store, chromium: Browser
) -> None:
    token = first_administrators_link(store)
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    with serving(app) as origin:
        page.goto(f"{origin}/account/join/{token}")
        page.get_by_label("登录名").fill("head")
        page.get_by_label("密码", exact=True).fill(PASSWORD)
        page.get_by_label("再输一次密码").fill(PASSWORD)
        page.get_by_role("button", name="启用账号").click()
        page.get_by_label("登录名").fill("head")
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录", exact=True).click()
        expect(page.get_by_role("heading", name="绑定动态验证码")).to_be_visible()
        secret = page.locator("span.code").inner_text().replace(" ", "")
        page.get_by_label("动态验证码").fill(code_at(secret, clock.now()))
        page.get_by_role("button", name="绑定").click()
        expect(page.locator(".recovery li")).to_have_count(10)
        page.get_by_role("link", name="已收好，继续").click()
        expect(page).to_have_url(f"{origin}/administrator/people")
        page.get_by_role("link", name="邀请人员").click()
        page.get_by_role("link", name="管理员").last.click()
        page.get_by_label("姓名").fill("另一位")
        page.get_by_role("button", name="邀请").click()
        expect(page.get_by_text("/account/join/")).to_be_visible()
        page.get_by_role("link", name="已转交").click()
        page.get_by_role("button", name="停用账号").click()
        expect(page.get_by_role("status")).to_have_text("已保存")
        page.get_by_role("button", name="退出登录").click()
        expect(page).to_have_url(f"{origin}/account/sign-in")
    context.close()


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_pages_for_people_fit_and_are_accessible(app: Flask, cast: Cast, chromium: Browser) -> None:
    user_id = cast.joined("wu1", Role.CLERK)
    cast.invited("Somebody with a rather long name", Role.REGULATOR)
    kept = cast.browser_of("head").get_cookie("gitrace")
    assert kept is not None
    context = chromium.new_context(locale="zh-CN")
    page, people = context.new_page(), "/administrator/people"
    with serving(app) as origin:
        see(page, f"{origin}/account/join/unknown")
        context.add_cookies([{"name": "gitrace", "value": kept.value, "url": origin}])
        for address in (people, f"{people}/{user_id}", f"{people}/invite?kind=regulator", f"{people}?text=zzz"):
            see(page, origin + address)
    context.close()
