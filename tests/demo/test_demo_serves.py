"""`gitrace serve --demo`, as a newcomer starts it."""

import http.cookiejar
import os
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator

import pytest
from service import Service

from gitrace.demo.guide import Guide
from gitrace.labels.verdict import STATUS, Verdict
from gitrace.settings import Settings
from gitrace.web.public.verdict_words import PAST_ADVISED, SENTENCES

VERDICTS = {verdict.value for verdict in Verdict}


@pytest.fixture
def served(demo_copy: Settings) -> Iterator[Service]:
    with Service(demo_copy, "--demo") as service:
        yield service


def fetch(address: str) -> tuple[int, str]:
    request = urllib.request.Request(address, headers={"Accept-Language": "zh-CN"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as no:
        with no:
            return no.code, no.read().decode()


def sign_in(origin: str, login: str, password: str) -> tuple[str, str]:
    """Where it leads, and that page."""
    jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    browser = urllib.request.build_opener(jar)
    with browser.open(f"{origin}/account/sign-in", timeout=30) as answer:
        token = answer.read().decode().split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    form = urllib.parse.urlencode({"login": login, "password": password, "csrf_token": token}).encode()
    with browser.open(f"{origin}/account/sign-in", form, timeout=30) as answer:
        return answer.url, answer.read().decode()


def test_every_address_and_account_that_it_prints_works(served: Service, demo: tuple[Settings, Guide]) -> None:
    lines = [line.split(maxsplit=3) for line in served.lines]
    labels = {words[0]: words[1] for words in lines if words[0] in VERDICTS}
    assert labels.keys() == VERDICTS
    for verdict, address in labels.items():
        assert address.startswith(f"{served.address}/01/")
        status, page = fetch(address)
        assert status == STATUS.get(Verdict(verdict), 200), address
        assert SENTENCES[Verdict(verdict)][0] in page or (verdict == "past-date" and PAST_ADVISED in page), address
        assert "演示数据" in page

    (linkset,) = [words[1] for words in lines if words[0] == "linkset"]
    assert fetch(linkset)[1].startswith('{"linkset":')

    accounts = [words[1:3] for words in lines if words[0] == "account"]
    assert [login for login, _ in accounts] == [one.login for one in demo[1].accounts]
    for login, password in accounts:
        address, page = sign_in(served.address, login, password)
        assert "/account/sign-in" not in address
        assert "退出登录" in page
        assert "演示数据" in page


def test_everything_is_printed_before_it_says_that_it_is_ready(served: Service) -> None:
    assert served.lines[-1].startswith("gitrace is ready: ")
    assert served.lines[-2].startswith("today: ")
    assert not any("making" in line for line in served.lines)
    assert not any("first administrator" in line for line in served.lines)


def test_a_demo_home_is_not_served_as_a_real_one(demo_copy: Settings) -> None:
    environment = {name: text for name, text in os.environ.items() if not name.startswith("GITRACE_")}
    command = [sys.executable, "-m", "gitrace", "serve", "--port", "0", "--home", str(demo_copy.home)]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == 2
    assert "serve it with --demo" in ended.stderr
