"""依法删除个人信息 at the desk: looked at first, done once, told afterwards; who may not is told why."""

from datetime import UTC, datetime

import pytest
from browsers import Cast
from cases.test_cases_messages import NOTE
from cases.test_cases_messages import send as write
from cast import REGULATOR, make_household, make_producer
from erasure.test_erasing import LATER, NAME, PHONE, make_grower
from standing_clock import Clock
from visiting import send, sign_in_for, sign_in_regulator, sign_in_regulator_of, text

from gitrace.cases.commands import handle_message
from gitrace.storage import Store
from gitrace.work import writing

BY_LAW = {"ground": "withdrawn", "basis": "演示：申请 2029-01"}


@pytest.fixture
def store(quiet_store: Store) -> Store:
    """One kind of database: the commands are tested on both."""
    return quiet_store


def test_a_grower_is_erased_after_a_look_at_what_goes(store: Store, cast: Cast, the_clock: Clock) -> None:
    household = make_grower(store)
    the_clock.set(LATER)
    warden, page = sign_in_regulator(cast), f"/regulator/households/{household.id}"
    assert f"{page}/erase" in text(warden, page)
    shown = text(warden, f"{page}/erase")
    assert all(words in shown for words in ("户主", "宗地编号", "账本的历史记录", "旧备份", "全部删除"))
    unticked = send(warden, f"{page}/erase", **BY_LAW)
    assert unticked.status_code == 422
    assert all(words in unticked.get_data(as_text=True) for words in ("请核对后打勾", BY_LAW["basis"]))
    assert send(warden, f"{page}/erase", checked="true", **BY_LAW).status_code == 303
    after = text(warden, page)
    assert "（已依法删除）" in after
    assert not any(secret in after for secret in (NAME, PHONE))
    assert "没有可以删除的个人信息" in text(warden, f"{page}/erase")
    listed = text(warden, "/regulator/erasures")
    assert all(words in listed for words in (household.number, "个人撤回同意", BY_LAW["basis"], "正在清理"))


def test_what_the_law_keeps_has_no_button_and_cannot_be_posted(store: Store, cast: Cast, the_clock: Clock) -> None:
    the_clock.set(datetime(2026, 5, 1, tzinfo=UTC))
    household = make_grower(store)
    warden, page = sign_in_regulator(cast), f"/regulator/households/{household.id}"
    shown = text(warden, f"{page}/erase")
    assert "生产记录至少保存 2 年" in shown
    assert "全部删除，不能恢复" not in shown
    assert send(warden, f"{page}/erase", page, checked="true", **BY_LAW).status_code == 422
    assert NAME in text(warden, page)


def test_a_message_reads_as_erased_and_keeps_its_number(store: Store, cast: Cast) -> None:
    message = write(store, text="演示：我是某某", contact="演示电话 0715")
    with writing(store, REGULATOR) as work:
        handle_message(work, message.number, NOTE)
    warden, page = sign_in_regulator(cast), f"/regulator/messages/{message.number}"
    assert send(warden, f"{page}/erase", checked="true", **BY_LAW).status_code == 303
    assert "我是某某" not in text(warden, page)
    assert "（已依法删除）" in text(warden, "/regulator/messages?state=all")


def test_nobody_else_opens_the_page(store: Store, cast: Cast) -> None:
    household = make_household(store)
    town, manager = sign_in_regulator_of(cast, "421223103"), sign_in_for(cast, make_producer(store))
    for client in (town, manager):
        assert client.get(f"/regulator/households/{household.id}/erase").status_code == 403
        assert client.get("/regulator/erasures").status_code == 403
    assert "/erase" not in text(town, f"/regulator/households/{household.id}")
