"""What is a scan, and what makes two of them the same."""

from datetime import UTC, datetime, timedelta

import pytest

from gitrace.scans.rules import is_a_look, scan_key

AT = datetime(2026, 3, 14, 4, 1, tzinfo=UTC)
WECHAT = (
    "Mozilla/5.0 (Linux; Android 10; HUAWEI) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/86.0 Mobile "
    "Safari/537.36 MMWEBID/1234 MicroMessenger/8.0.30 NetType/4G Language/zh_CN"
)


def test_the_clients_nonce_is_the_key() -> None:
    assert scan_key("a" * 16, "one", AT) == scan_key("a" * 16, "two", AT + timedelta(days=1))


@pytest.mark.parametrize("nonce", ["", "short", "a" * 65, "a" * 15 + "!", "啊" * 16])
def test_a_bad_nonce_is_passed_over(nonce: str) -> None:
    assert scan_key(nonce, "one", AT) == scan_key("", "one", AT)


def test_a_device_has_one_scan_in_ten_minutes() -> None:
    assert scan_key("", "one", AT) == scan_key("", "one", AT + timedelta(minutes=8))
    assert scan_key("", "one", AT) != scan_key("", "one", AT + timedelta(minutes=10))
    assert scan_key("", "one", AT) != scan_key("", "two", AT)


def test_a_nonce_is_never_a_device() -> None:
    assert scan_key("device_1_2_3_4_5", "x", AT) != scan_key("", "device_1_2_3_4_5", AT)


@pytest.mark.parametrize(
    ("method", "purpose", "agent", "looks"),
    [
        ("GET", "", WECHAT, True),
        ("GET", "", "", True),
        ("HEAD", "", WECHAT, False),
        ("GET", "prefetch", WECHAT, False),
        ("GET", "prefetch;prerender", WECHAT, False),
        ("GET", "Prefetch", WECHAT, False),
        ("GET", "", "Mozilla/5.0 (compatible; bingbot/2.0)", False),
        ("GET", "", "facebookexternalhit/1.1", False),
        ("GET", "", "WhatsApp/2.23.20.0", False),
    ],
)
def test_only_a_persons_look_is_a_scan(method: str, purpose: str, agent: str, looks: bool) -> None:
    assert is_a_look(method=method, purpose=purpose, agent=agent) is looks
