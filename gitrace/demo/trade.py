"""The demo's producers, their authorisations, scales and packs, its laboratory, and the profile with an announcement.

Every code is made up; what an announcement would say, says of itself that it is a demonstration.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from gitrace import clock
from gitrace.demo.stage import Stage
from gitrace.identifiers.gtin import check_digit
from gitrace.inspections.commands import RegisterLaboratory, register_laboratory
from gitrace.producers.commands import RecordContact, RegisterProducer, record_contact, register_producer
from gitrace.producers.marks import Authorise, PutOnList, StopLabelUse, authorise, put_on_list, stop_label_use
from gitrace.producers.queries import scales_of
from gitrace.producers.scales import RegisterScale, VerifyScale, register_scale, verify_scale
from gitrace.producers.tables import ProducerKind
from gitrace.producers.trade_items import RegisterTradeItem, register_trade_item
from gitrace.profile import Profile, seed_profile
from gitrace.profile.commands import adopt_edited
from gitrace.profile.editing import NewVersion
from gitrace.work import Work

ANNOUNCEMENT = "演示公告第 1 号"
STANDARD = "演示标准 YS/T 001"
_COVERED = ("fresh", "boiled")
_A_YEAR = 364  # days, both ends included
_LAPSED = "tongzhong"


@dataclass(frozen=True)
class Trader:
    """A producer of the demo."""

    uscc: str
    name: str
    kind: ProducerKind
    township: str
    forms: tuple[str, ...]
    licence: str | None = None


TRADERS = {
    "guiquan": Trader(
        "93421223DEM000014H", "演示桂泉雷竹笋专业合作社", ProducerKind.COOPERATIVE, "421223103", ("fresh",)
    ),
    "baini": Trader("93421223DEM000022C", "演示白霓竹农专业合作社", ProducerKind.COOPERATIVE, "421223104", ("fresh",)),
    "chongling": Trader(
        "91421223DEM000014P",
        "演示崇岭笋业有限公司",
        ProducerKind.COMPANY,
        "421223570",
        ("fresh", "boiled"),
        "SC10442122300000",
    ),
    "farm": Trader("92421223DEM000014L", "演示金塘家庭农场", ProducerKind.FARM, "421223106", ("fresh",)),
    "tongzhong": Trader(
        "93421223DEM0000307", "演示铜钟春笋专业合作社", ProducerKind.COOPERATIVE, "421223201", ("fresh",)
    ),
    "yuanshan": Trader("91421223DEM000022J", "演示远山农产品有限公司", ProducerKind.COMPANY, "421223100", ("fresh",)),
}


@dataclass(frozen=True)
class Pack:
    """A trade item of the demo; `body`: its GTIN-14 without the check digit."""

    producer: str
    body: str
    name: str
    name_en: str
    net_content: str
    shoot_g: int
    form: str = "fresh"


PACKS = {
    "gift": Pack("guiquan", "0690123400001", "雷竹笋（演示）", "Lei bamboo shoots (demo)", "500 g", 500),
    "carton": Pack(
        "guiquan", "0690123400002", "雷竹笋箱装（演示）", "Lei bamboo shoots, carton (demo)", "2.5 kg", 2500
    ),
    "heavy": Pack(
        "guiquan",
        "9690123400002",
        "雷竹笋整件（演示）",
        "Lei bamboo shoots, by weight (demo)",
        "以整件实重为准",
        10_000,
    ),
    "box": Pack(
        "guiquan", "1690123400001", "雷竹笋整箱（演示）", "Lei bamboo shoots, 10 packs (demo)", "10 × 500 g", 5000
    ),
    "bundle": Pack("baini", "0690123400003", "雷竹鲜笋（演示）", "Fresh lei bamboo shoots (demo)", "1 kg", 1000),
    "boiled": Pack(
        "chongling",
        "0690123400004",
        "清水雷竹笋（演示）",
        "Boiled lei bamboo shoots (demo)",
        "500 g（固形物 ≥ 300 g）",
        300,
        "boiled",
    ),
    "basket": Pack("farm", "0690123400005", "农家雷竹笋（演示）", "Farm lei bamboo shoots (demo)", "1 kg", 1000),
    "spring": Pack("tongzhong", "0690123400006", "铜钟雷竹笋（演示）", "Tongzhong shoots (demo)", "1 kg", 1000),
}


def demonstration_profile() -> Profile:
    """The seed with an announcement and a product standard that exist in the demo alone, covering two forms."""
    seed = seed_profile()
    indication = seed.indication.model_copy(
        update={"announcement_number": ANNOUNCEMENT, "product_standard": STANDARD, "announced_area": "演示：全县"}
    )
    forms = tuple(
        form.model_copy(update={"covered_by": f"{ANNOUNCEMENT}：{form.name}"}) if form.code in _COVERED else form
        for form in seed.forms
    )
    return seed.model_copy(update={"version": seed.version + 1, "indication": indication, "forms": forms})


def announce(stage: Stage, first: date) -> None:
    """Adopt the profile, for goods packed from `first` on."""
    said = NewVersion(from_day=first, reason="演示：公告和产品标准发布后录入。", basis=ANNOUNCEMENT)
    stage.act("regulator", lambda work: adopt_edited(work, demonstration_profile(), said, judged_until=date.min))


def register(stage: Stage) -> None:
    """Producers with authorisation, scale and packs, and the laboratory."""
    for short in TRADERS:
        stage.act("regulator", partial(_register, stage, short))
    laboratory = RegisterLaboratory(name="演示县农产品检验检测中心", cma_number="DEM210000000001")
    stage.laboratory = stage.act("regulator", lambda work: register_laboratory(work, laboratory)).id


def verify_scales(stage: Stage) -> None:
    """A year's verification of every scale but that of 铜钟, whose certificate lapses."""
    for short in (one for one in TRADERS if one != _LAPSED):
        stage.act("regulator", partial(_verify, stage, short))


def part_with_some(stage: Stage) -> None:
    """One producer's label use is stopped, one stands on the list."""
    stopped = StopLabelUse(
        producer_id=stage.producers["tongzhong"].id, reason="演示：衡器检定过期后仍在过磅，整改前暂停标签使用。"
    )
    listed = PutOnList(
        producer_id=stage.producers["yuanshan"].id, decision="演示罚字〔0000〕1 号", ground="演示：冒用产地名称。"
    )
    stage.act("regulator", lambda work: stop_label_use(work, stopped))
    stage.act("regulator", lambda work: put_on_list(work, listed))


def scale_number(short: str) -> str:
    """The number of a producer's scale."""
    return f"YS-{list(TRADERS).index(short) + 1:03d}"


def _register(stage: Stage, short: str, work: Work) -> None:
    trader, today = TRADERS[short], clock.shanghai_day(work.now)
    form = RegisterProducer(
        uscc=trader.uscc,
        name=trader.name,
        kind=trader.kind,
        township=trader.township,
        food_licence=trader.licence,
    )
    stage.producers[short] = producer = register_producer(work, form)
    permission = Authorise(
        producer_id=producer.id,
        from_day=today,
        until_day=today + timedelta(days=3 * _A_YEAR),
        announcement=ANNOUNCEMENT,
        forms=list(trader.forms),
    )
    authorise(work, permission)
    number = list(TRADERS).index(short) + 1
    contact = {"name": f"演示联系人{number}", "phone": f"演示电话-9{number:02d}"}
    record_contact(work, RecordContact(producer_id=producer.id, **contact))
    _register_scale(work, short, producer.id, today)
    for name, pack in PACKS.items():
        if pack.producer == short:
            stage.items[name] = register_trade_item(work, _trade_item(pack, producer.id))


def _trade_item(pack: Pack, producer_id: int) -> RegisterTradeItem:
    return RegisterTradeItem(
        producer_id=producer_id,
        gtin=pack.body + check_digit(pack.body),
        name=pack.name,
        name_en=pack.name_en,
        form=pack.form,
        net_content=pack.net_content,
        shoot_g=pack.shoot_g,
    )


def _register_scale(work: Work, short: str, producer_id: int, today: date) -> None:
    lapses = short == _LAPSED
    verified = today - timedelta(days=_A_YEAR - 10) if lapses else today - timedelta(days=5)
    number = scale_number(short)
    scale = RegisterScale(
        producer_id=producer_id,
        number=number,
        certificate=f"演示检字 {number} 号",
        verified_on=verified,
        valid_until=verified + timedelta(days=_A_YEAR),
        display_unit="jin",
        capacity_kg=Decimal(300),
        division_g=100,
        maker="演示衡器厂",
        model="YS-300",
        serial=f"0000{number[-3:]}",
        verified_by="演示县计量检定所",
    )
    register_scale(work, scale)


def _verify(stage: Stage, short: str, work: Work) -> None:
    today = clock.shanghai_day(work.now)
    for scale in scales_of(work.session, stage.producers[short].id):
        certificate = f"演示检字 {scale.number} 号（{today.year} 年续检）"
        until = today + timedelta(days=_A_YEAR)
        verify_scale(
            work, VerifyScale(scale_id=scale.id, certificate=certificate, verified_on=today, valid_until=until)
        )
