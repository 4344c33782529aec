"""The demo's hundred households, their plots, certified yields and production records."""

import io
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from PIL import Image, ImageDraw
from sqlmodel import select

from gitrace import clock
from gitrace.demo.stage import Grower, Stage
from gitrace.growers.certifying import CertifyYield, certify_yield
from gitrace.growers.households import RegisterHousehold, register_household
from gitrace.growers.inputs import RegisterInput, register_input
from gitrace.growers.photos import redrawn
from gitrace.growers.plots import RegisterPlot, register_plot
from gitrace.growers.queries import plot_by_number
from gitrace.growers.records import EnterRecord, PhotographRecord, enter_from_photo, enter_record
from gitrace.growers.rules import InputKind
from gitrace.growers.tables import Household, Plot
from gitrace.storage.files import keep_file
from gitrace.work import Work


@dataclass(frozen=True)
class Village:
    """A village of the demo: `count` households, of which the first `covering` cover a plot in winter."""

    township: str
    name: str
    initials: str
    count: int
    covering: int
    buyer: str
    longitude: str
    latitude: str


# 三山村 has fewer than five households, so that no public page may name it.
VILLAGES = (
    Village("421223103", "官庄村", "GZ", 22, 10, "guiquan", "113.94", "29.55"),
    Village("421223103", "桂花村", "GH", 18, 8, "guiquan", "113.96", "29.53"),
    Village("421223103", "东源村", "DY", 12, 6, "guiquan", "113.98", "29.56"),
    Village("421223103", "双港村", "SG", 8, 4, "chongling", "113.92", "29.52"),
    Village("421223103", "三山村", "SS", 3, 2, "guiquan", "113.93", "29.57"),
    Village("421223104", "演示甲村", "JA", 15, 7, "baini", "114.08", "29.53"),
    Village("421223104", "演示乙村", "YI", 10, 5, "baini", "114.10", "29.51"),
    Village("421223106", "演示丙村", "BI", 7, 3, "chongling", "114.15", "29.35"),
    Village("421223201", "演示丁村", "DI", 5, 3, "tongzhong", "114.05", "29.42"),
)
FARM = "BI-001"
"""The household of the lone farm, which packs its own shoots."""

_LABELS = (
    {"kind": "pesticide", "name": "演示苦参碱水剂", "registration": "PD00000000", "interval_days": 7},
    {"kind": "pesticide", "name": "演示除虫菊素乳油", "registration": "PD00000001", "interval_days": 3},
    {"kind": "fertiliser", "name": "演示腐熟有机肥"},
    {"kind": "cover", "name": "稻草加砻糠"},
)
"""What the county's register of input products holds."""

_SURNAMES = "甘熊汪饶庞黎雷石"


def list_households(stage: Stage) -> None:
    """What the villages listed: households and plots."""
    for village in VILLAGES:
        stage.act("agri", partial(_list_village, stage, village))
    for label in _LABELS:
        stage.act("agri", partial(register_input, form=RegisterInput.model_validate(label)))


def certify(stage: Stage, season: int) -> None:
    """Certify every plot for a season, in one go, as the county does."""
    stage.act("agri", lambda work: _certify(stage, work, season))


def cover_plots(stage: Stage, laid: date) -> None:
    """Cover records of a winter, entered by whoever buys the shoots."""
    for grower in stage.growers:
        if grower.covered is not None:
            form = {"kind": InputKind.COVER, "product": "稻草加砻糠", "dose": "厚约 30 厘米"}
            record(stage, grower.covered, laid, ended_on=laid + timedelta(days=2), **form)


def spray(stage: Stage) -> None:
    """Each tenth natural plot was sprayed, and its interval is long over; one record lacks its registration number."""
    day = clock.shanghai_day(clock.now()) - timedelta(days=3)
    for number, grower in enumerate(stage.growers):
        if number % 10 == 0:
            spray_plot(stage, grower.natural, day)
    record(stage, incomplete(stage).natural, day, kind=InputKind.PESTICIDE, product="演示苦参碱水剂", ended_on=day)
    photograph_package(stage, stage.growers[1].natural, day)


def photograph_package(stage: Stage, plot: str, day: date) -> None:
    """A record of which only a photograph tells as yet; what it shows is drawn."""
    package, kept = Image.new("RGB", (900, 600), "#e5f0e5"), io.BytesIO()
    ImageDraw.Draw(package).text((60, 240), "DEMO ORGANIC FERTILISER 40 kg", fill="#174429", font_size=48)
    package.save(kept, "JPEG")
    file = keep_file(stage.store, redrawn(kept.getvalue()))

    def enter(work: Work) -> None:
        found = plot_by_number(work.session, plot)
        assert found is not None
        form = PhotographRecord(plot_id=found.id, kind=InputKind.FERTILISER, dose="2 袋", started_on=day)
        enter_from_photo(work, form, file)

    stage.act("clerk", enter)


def incomplete(stage: Stage) -> Grower:
    """The household whose production record has a gap."""
    return stage.growers[33]


def spray_plot(stage: Stage, plot: str, day: date, interval: int = 7) -> None:
    """A complete pesticide record; `interval`: days on the label."""
    record(
        stage,
        plot,
        day,
        kind=InputKind.PESTICIDE,
        product="演示苦参碱水剂",
        registration="PD00000000",
        source="演示农资店",
        dose="50 毫升/亩",
        purpose="竹蚜",
        ended_on=day,
        interval_days=interval,
    )


def record(stage: Stage, plot: str, started: date, **words: object) -> None:
    """A production record, entered by the agricultural bureau on what the household told."""

    def enter(work: Work) -> None:
        found = plot_by_number(work.session, plot)
        assert found is not None
        enter_record(work, EnterRecord.model_validate({"plot_id": found.id, "started_on": started, **words}))

    stage.act("agri", enter)


def _list_village(stage: Stage, village: Village, work: Work) -> None:
    for ordinal in range(1, village.count + 1):
        number = f"{village.initials}-{ordinal:03d}"
        areas = [_area(stage) for _ in range(2 if ordinal <= village.covering else 1)]
        household = register_household(work, _household(stage, village, number, sum(areas, Decimal(1))))
        plots = [_plot(stage, work, household, village, area) for area in areas]
        covered = plots[1].number if ordinal <= village.covering else None
        buyer = "farm" if number == FARM else village.buyer
        stage.growers.append(Grower(number, plots[0].number, covered, buyer))


def _household(stage: Stage, village: Village, number: str, contract: Decimal) -> RegisterHousehold:
    surname = _SURNAMES[len(stage.growers) % len(_SURNAMES)]
    return RegisterHousehold(
        number=number,
        name=f"{surname}演示{len(stage.growers) + 1:03d}",
        phone=f"演示电话-{len(stage.growers) + 1:03d}",
        township=village.township,
        village=village.name,
        contract_mu=contract,
    )


def _plot(stage: Stage, work: Work, household: Household, village: Village, area: Decimal) -> Plot:
    parcel = f"演示宗地{household.number}{stage.chance.randrange(10**6):06d}"
    form = RegisterPlot(
        household_id=household.id,
        parcel=parcel,
        township=village.township,
        area_mu=area,
        planted_year=stage.chance.randrange(2006, 2021),
        longitude=Decimal(village.longitude) + _step(stage),
        latitude=Decimal(village.latitude) + _step(stage),
    )
    return register_plot(work, form)


def _area(stage: Stage) -> Decimal:
    """1.5 to 3.9 mu."""
    return Decimal(stage.chance.randrange(15, 40)).scaleb(-1)


def _step(stage: Stage) -> Decimal:
    return Decimal(stage.chance.randrange(-900, 900)).scaleb(-5)


def _certify(stage: Stage, work: Work, season: int) -> None:
    for plot in work.session.exec(select(Plot).order_by(Plot.number)).all():
        kg_per_mu = Decimal(stage.chance.randrange(480, 700))
        certify_yield(work, CertifyYield(plot_id=plot.id, season=season, kg_per_mu=kg_per_mu, reason="按名册核定"))
