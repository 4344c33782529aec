"""Entering weighings late: a grid or a sheet, all of it or nothing."""

import io

import pytest
from browsers import Cast
from cast import SPRING_MORNING, make_delivery, make_household, make_plot, make_producer, make_scale
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from sqlmodel import select
from standing_clock import Clock
from visiting import send, sign_in_for, text

from gitrace.deliveries.tables import Delivery
from gitrace.growers.tables import Plot
from gitrace.people.roles import Role
from gitrace.producers.tables import Producer
from gitrace.storage import Store, reading

LATE = "/producer/deliveries/late"
HEADS = [
    "户号",
    "交售单号",
    "过磅时间",
    "毛重",
    "皮重",
    "扣杂",
    "方式",
    "衡器编号",
    "挖笋",
    "地块编号",
    "等级",
    "单价(元/斤)",
]


@pytest.fixture(autouse=True)
def spring(the_clock: Clock) -> None:
    the_clock.set(SPRING_MORNING)


@pytest.fixture
def mine(store: Store) -> Producer:
    producer = make_producer(store)
    make_scale(store, producer, number="SCALE1")
    return producer


@pytest.fixture
def clerk(cast: Cast, mine: Producer) -> FlaskClient:
    return sign_in_for(cast, mine, Role.CLERK)


@pytest.fixture(autouse=True)
def plot(store: Store, spring: None) -> Plot:
    return make_plot(store, make_household(store, number="GZ-001", name="王小明"))


def line(at: int, /, **said: str) -> dict[str, str]:
    usual = {"household": "GZ-001", "gross": "101.5", "tare": "1.5", "cover": "natural", "scale": "SCALE1"}
    return {f"{name}_{at}": text for name, text in (usual | said).items()}


def deliveries(store: Store) -> list[Delivery]:
    with reading(store) as session:
        return list(session.exec(select(Delivery).order_by(Delivery.id)))  # type: ignore[arg-type]


def workbook(*rows: list[object]) -> io.BytesIO:
    book = Workbook()
    for row in ([*HEADS], *rows):
        book.active.append(row)  # type: ignore[union-attr]
    written = io.BytesIO()
    book.save(written)
    written.seek(0)
    return written


def test_slips_are_saved_together_with_both_times(store: Store, clerk: FlaskClient) -> None:
    lines = line(1, weighed_at="2026-03-18 06:30", number="J1", dug="yesterday") | line(4, number="J2", gross="81.5")
    answer = send(clerk, LATE, **lines)
    assert answer.status_code == 303
    first, second = deliveries(store)
    assert (first.number, first.net_g, second.number, second.net_g) == ("J1", 50_000, "J2", 40_000)
    assert first.weighed_at == second.weighed_at
    assert first.entered_at > first.weighed_at
    shown = text(clerk, answer.location)
    assert all(words in shown for words in ("J1", "J2", "2026-03-18 06:30", "2026-03-20 06:30"))


def test_one_wrong_line_saves_none_and_each_cell_says_why(store: Store, clerk: FlaskClient) -> None:
    lines = line(1, weighed_at="2026-03-18 06:30") | line(2, gross="8斤") | line(3, scale="NONE", weighed_at="gestern")
    page = send(clerk, LATE, **lines, **line(5, household="NOBODY")).get_data(as_text=True)
    for cell in ("weighed_at_3", "household_5"):
        assert f'id="error-{cell}"' in page
    assert 'value="gestern"' in page
    assert deliveries(store) == []
    lines = line(1, weighed_at="2026-03-18 06:30") | line(2, gross="8斤") | line(3, scale="NONE")
    page = send(clerk, LATE, **lines).get_data(as_text=True)
    assert 'id="error-gross_2"' in page
    assert 'id="error-scale_3"' in page
    assert 'id="error-gross_1"' not in page
    assert deliveries(store) == []


def test_a_yield_is_not_overdrawn_by_lines_that_each_would_fit(store: Store, clerk: FlaskClient) -> None:
    make_scale(store, make_producer(store))
    lines = {}
    for number in range(1, 6):
        lines |= line(number, weighed_at="2026-03-18 06:30", gross="551.5")
    page = send(clerk, LATE, **lines).get_data(as_text=True)
    assert 'id="error-gross_5"' in page
    assert 'id="error-gross_4"' not in page
    assert deliveries(store) == []


def test_a_name_that_means_one_household_is_enough(
    store: Store, mine: Producer, clerk: FlaskClient, plot: Plot
) -> None:
    make_delivery(store, mine, plot)
    assert send(clerk, LATE, **line(1, household="wxm", weighed_at="2026-03-18 06:30")).status_code == 303
    assert deliveries(store)[-1].household_id == plot.household_id


def test_initials_of_several_households_are_offered_to_choose_from(
    store: Store, mine: Producer, clerk: FlaskClient, plot: Plot
) -> None:
    other = make_plot(store, make_household(store, number="GZ-002", name="吴秀梅"))
    make_delivery(store, mine, plot)
    make_delivery(store, mine, other)
    typed = line(1, household="w", weighed_at="2026-03-18 06:30")
    page = send(clerk, LATE, **typed).get_data(as_text=True)
    assert 'id="error-household_1"' in page
    assert all(f'name="household_1-chosen" value="{number}"' in page for number in ("GZ-001", "GZ-002"))
    chosen = {"household_1-asked": "w", "household_1-chosen": "GZ-002"}
    assert send(clerk, LATE, **typed, **chosen).status_code == 303
    assert deliveries(store)[-1].household_id == other.household_id


def test_an_empty_grid_is_told_so(clerk: FlaskClient) -> None:
    assert "还没有填写任何一行" in send(clerk, LATE, cover_1="natural").get_data(as_text=True)
    assert "请填过磅时间" in send(clerk, LATE, **line(1)).get_data(as_text=True)


def test_the_same_grid_twice_saves_once(store: Store, clerk: FlaskClient) -> None:
    page = text(clerk, LATE)
    hidden = {name: page.split(f'name="{name}" value="', 1)[1].split('"', 1)[0] for name in ("csrf_token", "once")}
    for _ in range(2):
        answer = clerk.post(LATE, data=hidden | line(1, weighed_at="2026-03-18 06:30"))
    assert "saved=again" in answer.location
    assert len(deliveries(store)) == 1


def test_a_sheet_fills_the_grid_and_saves_nothing(store: Store, clerk: FlaskClient) -> None:
    row = ["gz-001", "J9", "2026年3月18日 6:30", 101.5, 1.5, None, "自然", "SCALE1", "前一天", None, "统货", 1.1]
    sent = {"file": (workbook(row), "slips.xlsx")}
    token = text(clerk, LATE).split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    answer = clerk.post(f"{LATE}/sheet", data={**sent, "csrf_token": token})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "已读取 1 行" in page
    for cell in ("GZ-001", "J9", "2026-03-18 06:30", "101.5", "1.1"):
        assert f'value="{cell}"' in page
    assert '<option value="yesterday" selected>' in page
    assert '<option value="natural" selected>' in page
    assert deliveries(store) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"not a sheet", "与空白表格的不同"),
        (workbook(*[["GZ-001", f"J{n}"] for n in range(81)]).getvalue(), "一次最多 80 行"),
        (workbook([10**15]).getvalue(), "已丢失位数"),
    ],
)
def test_a_sheet_that_cannot_be_read_is_refused(clerk: FlaskClient, content: bytes, said: str) -> None:
    token = text(clerk, LATE).split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    sent = {"file": (io.BytesIO(content), "slips.xlsx"), "csrf_token": token}
    answer = clerk.post(f"{LATE}/sheet", data=sent)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)


def test_the_template_has_the_columns_that_are_read(clerk: FlaskClient) -> None:
    answer = clerk.get(f"{LATE}/template.xlsx")
    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert [cell.value for cell in sheet[1]] == HEADS  # type: ignore[index]


def test_a_rival_sees_none_of_it(store: Store, cast: Cast, mine: Producer, plot: Plot) -> None:
    delivery = make_delivery(store, mine, plot, number="J-777")
    producer = make_producer(store)
    make_scale(store, producer)
    rival = sign_in_for(cast, producer)
    assert "J-777" not in text(rival, f"{LATE}?first={delivery.id}&last={delivery.id}")
