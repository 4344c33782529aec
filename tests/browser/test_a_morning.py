"""A packer's morning through the pages, from the first weighing to 收工结批; and a weight that was keyed wrong."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import cast
import pytest
from test_the_whole_job import ALBUM, HOST, HOUSEHOLD, she_looks_at_the_labels, she_opens_a_lot, she_weighs_in
from walking import PASSWORD, Company, Walker, photographed_on_failure

from gitrace import clock
from gitrace.clock import shanghai_day
from gitrace.growers.certifying import CertifyYield, certify_yield
from gitrace.growers.rules import season_of
from gitrace.growers.tables import Plot
from gitrace.home import found_home
from gitrace.people.commands import InvitePerson, Join, invite, join
from gitrace.people.roles import Role
from gitrace.producers.scales import RegisterScale, register_scale
from gitrace.producers.tables import Producer
from gitrace.profile import seed_profile
from gitrace.settings import Settings
from gitrace.storage import Store
from gitrace.work import SYSTEM, writing

pytestmark = pytest.mark.browser

LABELS = 150


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Everything that must be there before the first weighing, and harvest time all year round."""
    return Settings(home=tmp_path / "home", label_host=HOST, workers=1)


@pytest.fixture(autouse=True)
def lot(settings: Settings) -> str:
    """A lot with 150 labels in use for 75 of its 100 kg: shoots of 100 斤, keyed as kilograms."""
    store = found_home(settings)
    covers = (cover.model_copy(update={"begins": "01-01", "ends": "12-31"}) for cover in seed_profile().covers)
    cast.make_profile(store, covers=tuple(covers))
    producer = cast.make_producer(store)
    item = cast.make_trade_item(store, producer)
    plot = certified_today(store)
    verified_today(store, producer)
    cast.make_report(store, producer)
    delivery = cast.make_delivery(store, producer, plot, kg=100, weighed_at=clock.now())
    batch = cast.make_batch(store, producer)
    cast.pour(store, batch, delivery)
    cast.issue(store, batch.lot, item.gtin, LABELS)
    cast.put_in_use(store, batch.lot, item.gtin, 1, LABELS)
    admit(store, "manager", Role.MANAGER, producer_id=producer.id)
    admit(store, "regulator", Role.REGULATOR, bureau="market", level="county")
    store.close()
    return batch.lot


def test_a_morning_from_the_first_weighing_to_the_closing(company: Company, tmp_path: Path) -> None:
    with photographed_on_failure(company, Path(ALBUM or tmp_path / "album")):
        packer = signed_in(company, "manager")
        she_weighs_in(packer)
        lot = she_opens_a_lot(packer)
        packer.saves()  # all that was weighed this morning is poured
        she_looks_at_the_labels(packer, lot)
        packer.follows("申领标签")
        packer.fills({"枚数": "40"})
        packer.saves()

        she_scans_the_first_and_the_last(packer, "1", "30")
        packer.presses("再打 50 张")
        assert packer.reads("新签发 41–90")
        packer.fills({"第一枚": "5", "最后一枚": "6"})
        packer.presses("作废")
        packer.ticks("已启用：连货一起损耗")
        packer.saves()

        packer.follows("收工结批")
        assert packer.reads("作废没有启用的 60 枚 31–40 · 41–90")
        packer.ticks("散卖")
        packer.saves()
        packer.follows("包装台")
        assert packer.reads("本批次已结批")


def test_jin_keyed_as_kilograms_are_found_after_the_labels_are_out(company: Company, lot: str, tmp_path: Path) -> None:
    with photographed_on_failure(company, Path(ALBUM or tmp_path / "album")):
        manager, regulator = signed_in(company, "manager"), signed_in(company, "regulator")
        manager.opens("/producer/deliveries/1/correct")
        manager.ticks("斤")
        manager.fills({"更正理由": "秤上显示的是斤，按公斤录入了"})
        manager.saves()
        assert manager.reads("100 斤")

        she_looks_at_the_labels(manager, lot)
        assert manager.reads("现在不能启用")
        assert manager.reads("更正后还差 50 斤")
        manager.fills({"第一枚": "111", "最后一枚": "150"})
        manager.presses("作废")
        manager.ticks("已启用：拆包或没有贴上，笋还在")
        manager.saves()
        assert manager.reads("更正后还差 10 斤")

        regulator.follows("批次", lot, "核销差额")
        regulator.fills({"核销理由": "演示：其余标签已随货售出，约谈并记录"})
        regulator.saves()
        manager.page.reload()
        assert not manager.reads("现在不能启用")


def she_scans_the_first_and_the_last(packer: Walker, first: str, last: str) -> None:
    """A hand scanner ends each reading with Enter: after the first the page asks for the last."""
    packer.fills({"第一枚": first})
    packer.page.keyboard.press("Enter")
    packer.page.get_by_text("请扫最后一枚。").wait_for()
    packer.page.keyboard.type(last)
    packer.page.keyboard.press("Enter")
    packer.page.get_by_text("已保存").wait_for()


def signed_in(company: Company, login: str) -> Walker:
    walker = company.welcomes(login)
    walker.opens("/account/sign-in")
    walker.signs_in(login)
    return walker


def certified_today(store: Store) -> Plot:
    """A plot of the household that weighs in, certified for the present season."""
    plot = cast.make_plot(store, cast.make_household(store, number=HOUSEHOLD), certified=None)
    season = season_of(shanghai_day(clock.now()), seed_profile())
    with writing(store, cast.REGULATOR) as work:
        certify_yield(work, CertifyYield(plot_id=plot.id, season=season, kg_per_mu="600", reason="演示"))
    return plot


def verified_today(store: Store, producer: Producer) -> None:
    today = shanghai_day(clock.now())
    form = {"producer_id": producer.id, "number": "DEM-C1", "certificate": "演示检字第 1 号", "display_unit": "jin"}
    days = {"verified_on": today - timedelta(days=30), "valid_until": today + timedelta(days=300)}
    with writing(store, cast.REGULATOR) as work:
        register_scale(work, RegisterScale.model_validate({**form, **days, "capacity_kg": Decimal(300)}))


def admit(store: Store, login: str, role: Role, **place: object) -> None:
    with writing(store, SYSTEM) as work:
        form = InvitePerson.model_validate({"display_name": f"演示{login}", "role": role, **place})
        _user, token = invite(work, form)
    join(store, token, Join(login=login, password=PASSWORD, again=PASSWORD), clock.now())
