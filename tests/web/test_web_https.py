"""Every form posts over https behind a proxy, where referrer, scheme and host all have to agree."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from browsers import PASSWORD, Cast, value_in
from browsing import serving
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask
from playwright.sync_api import Browser, expect

from gitrace.app import create_app
from gitrace.people.roles import Role
from gitrace.storage import Store, open_store

ORIGIN = "https://bamboo.example"
FORWARDED = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "bamboo.example", "X-Forwarded-For": "192.0.2.9"}


@pytest.fixture
def behind(quiet_store: Store) -> Flask:
    """The application, trusting one proxy."""
    settings = quiet_store.settings.model_copy(update={"proxies": 1})
    return create_app(Store(settings, quiet_store.engine, quiet_store.keys, quiet_store.lock, quiet_store.disk))


def forms(app: Flask) -> list[str]:
    """Addresses without parameters that show a form and take it."""
    return [
        rule.rule
        for rule in app.url_map.iter_rules()
        if {"GET", "POST"} <= (rule.methods or set()) and "<" not in rule.rule
    ]


def test_each_form_posts_over_https_behind_a_proxy(behind: Flask, quiet_store: Store) -> None:
    cast = Cast(behind, quiet_store)
    cast.joined("manager", Role.MANAGER)
    cast.joined("regulator", Role.REGULATOR)
    cast.joined("lab", Role.LAB)
    posted = []
    for name in ("head", "manager", "regulator", "lab"):
        client = cast.browser_of(name)
        for address in forms(behind):
            page = client.get(address, headers=FORWARDED)
            if page.status_code != 200 or 'name="csrf_token"' not in page.get_data(as_text=True):
                continue
            data = {"csrf_token": value_in(page.get_data(as_text=True), "csrf_token")}
            sent = {**FORWARDED, "Referer": f"{ORIGIN}{address}", "Origin": ORIGIN}
            answer = client.post(address, data=data, headers=sent)
            assert answer.status_code not in (400, 401, 403), (name, address)
            elsewhere = client.post(address, data=data, headers=sent | {"Referer": "https://else.example/"})
            assert elsewhere.status_code == 400, (name, address)
            posted.append(address)
    assert {"/account/sign-in", "/account/password", "/administrator/people/invite"} <= set(posted)


def test_an_invitation_names_the_host_that_the_proxy_serves(behind: Flask, quiet_store: Store) -> None:
    client = Cast(behind, quiet_store).browser_of("head")
    people = "/administrator/people"
    token = value_in(client.get(people, headers=FORWARDED).get_data(as_text=True), "csrf_token")
    sent = {**FORWARDED, "Referer": f"{ORIGIN}{people}"}
    page = client.post(f"{people}/1/link", data={"csrf_token": token}, headers=sent).get_data(as_text=True)
    assert f"{ORIGIN}/account/join/" in page


@pytest.mark.browser
def test_a_browser_signs_in_over_tls(quiet_store: Store, tmp_path: Path, chromium: Browser) -> None:
    app = create_app(quiet_store)
    Cast(app, quiet_store)
    context = chromium.new_context(ignore_https_errors=True, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    with serving(app, own_certificate(tmp_path)) as origin:
        page.goto(f"{origin}/account")
        page.get_by_label("登录名").fill("head")
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录", exact=True).click()
        expect(page).to_have_url(f"{origin}/account/second-factor/enrol?next=/account")
        assert all(cookie["secure"] for cookie in context.cookies())
        page.get_by_role("button", name="退出登录").click()
        expect(page).to_have_url(f"{origin}/account/sign-in")
    context.close()


def own_certificate(folder: Path) -> ssl.SSLContext:
    """A server's TLS context under a certificate that it signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    dated = builder.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    certificate = dated.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "tls.pem").write_bytes(private + certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "tls.pem")
    return context


def test_a_busy_store_is_a_503_and_reads_go_on(quiet_store: Store) -> None:
    settings = quiet_store.settings.model_copy(update={"write_wait_seconds": 0.1})
    impatient = open_store(settings)
    app = create_app(impatient)
    client = Cast(app, impatient).browser_of("head")
    people = "/administrator/people"
    token = value_in(client.get(people).get_data(as_text=True), "csrf_token")
    with quiet_store.lock.held():
        answer = client.post(f"{people}/1/link", data={"csrf_token": token})
        assert client.get(people).status_code == 200
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "系统正忙" in answer.get_data(as_text=True)
    impatient.close()
