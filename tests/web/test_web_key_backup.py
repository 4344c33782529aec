"""Until the keys are kept elsewhere, the first page of whoever can see to it says so."""

from pathlib import Path

import pytest
from browsers import Cast
from visiting import sign_in_regulator, text

from gitrace.backup.keys import back_up_keys
from gitrace.storage import Store
from gitrace.work import SYSTEM

ASKED = "gitrace backup --keys FILE"


def test_the_first_page_asks_until_the_keys_are_backed_up(store: Store, cast: Cast, tmp_path: Path) -> None:
    visitors = [
        (cast.browser_of("head"), "/administrator/people"),
        (sign_in_regulator(cast), "/regulator/today"),
    ]
    assert all(ASKED in text(*visitor) for visitor in visitors)
    back_up_keys(store, SYSTEM, tmp_path / "keys.json", "春笋破土 two thirds")
    assert not any(ASKED in text(*visitor) for visitor in visitors)


@pytest.mark.parametrize("address", ["/", "/account/sign-in"])
def test_nobody_else_reads_of_it(cast: Cast, address: str) -> None:
    assert "gitrace backup" not in text(cast.app.test_client(), address)
