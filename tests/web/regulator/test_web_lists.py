"""Villages' lists at their pages, at each level."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from browsers import Cast, value_in
from cast import make_household, make_list, make_plot
from flask.testing import FlaskClient
from sqlmodel import select
from standing_clock import Clock
from visiting import send, sign_in_regulator, sign_in_regulator_of, text

from gitrace import clock
from gitrace.growers.queries import plots_of, yields_of
from gitrace.importing import jobs as import_jobs  # noqa: F401 - the keeper's handlers
from gitrace.importing.village_sheet import CLAIMS
from gitrace.jobs.running import run_next
from gitrace.storage import Store, reading
from gitrace.villages import jobs  # noqa: F401 - the keeper\'s handlers
from gitrace.villages.tables import Objection

LISTS = "/regulator/lists"
BEGINNING = datetime(2026, 1, 10, 4, tzinfo=UTC)
NOTICE = {"from_day": "2026-01-10", "object_to": "演示村委会 0715-0000000"}


@pytest.fixture(autouse=True)
def january(the_clock: Clock) -> Clock:
    the_clock.set(BEGINNING)
    return the_clock


@pytest.fixture
def county(cast: Cast) -> FlaskClient:
    return sign_in_regulator(cast)


@pytest.fixture
def town(cast: Cast) -> FlaskClient:
    return sign_in_regulator_of(cast, "421223103")


@pytest.fixture
def village(cast: Cast) -> FlaskClient:
    return sign_in_regulator_of(cast, "421223103200")


def test_an_empty_page_says_how_to_begin(town: FlaskClient, county: FlaskClient) -> None:
    assert "还没有名册" in text(town, LISTS)
    assert "/regulator/figures" not in text(town, LISTS)
    assert "/regulator/figures" in text(county, LISTS)


def test_a_list_goes_through_its_levels_on_the_pages(
    store: Store, january: Clock, cast: Cast, village: FlaskClient
) -> None:
    plot = make_plot(store, certified=None)
    place = {"season": "2026", "township": "421223103", "village": "官庄村"}
    at = send(village, f"{LISTS}/new", **place).location.split("?")[0]
    line = {"plot": plot.number, "cover": "natural", "kg_per_mu": "600"}
    assert send(village, f"{at}/lines/new", **line).status_code == 303
    assert send(village, f"{at}/publish", **NOTICE).status_code == 303
    assert "公示期满" not in text(village, at)
    january.set(BEGINNING + timedelta(days=7))
    town, county = sign_in_regulator_of(cast, "421223103"), sign_in_regulator(cast)
    page = text(town, at)
    assert "公示期满，待镇审核" in page
    assert f"{at}/certify" not in page
    assert send(town, f"{at}/check", page=at).status_code == 303
    assert send(county, f"{at}/certify", page=at).status_code == 303
    assert "正在核定" in text(county, at)
    while run_next(store, clock.now()):
        pass
    assert "县已核定" in text(county, at)
    with reading(store) as session:
        assert yields_of(session, plot.id)[0].given.kg_per_mu == "600"


def test_what_does_not_fit_is_said_at_its_field(store: Store, village: FlaskClient) -> None:
    listed = make_list(store)
    answer = send(village, f"{LISTS}/{listed.id}/lines/new", plot="NONE", cover="natural", kg_per_mu="600")
    assert answer.status_code == 422
    assert 'id="error-plot"' in answer.get_data(as_text=True)
    answer = send(village, f"{LISTS}/new", season="2026", township="421223103", village="桂花村")
    assert "不在您的辖区内" in answer.get_data(as_text=True)


def test_a_plot_is_found_by_the_pinyin_of_its_household(store: Store, village: FlaskClient) -> None:
    plot = make_plot(store, make_household(store, name="王小明"), certified=None)
    other = make_plot(store, make_household(store, name="王小梅", village="桂花村"), certified=None)
    at = f"{LISTS}/{make_list(store).id}"
    found = text(village, f"{at}/plots?q=wxm")
    assert plot.number in found
    assert other.number not in found
    line = {"plot": "wxm", "cover": "natural", "kg_per_mu": "600"}
    asked = send(village, f"{at}/lines/new", **line)
    assert f'value="{plot.number}" checked' in asked.get_data(as_text=True)
    chosen = {"plot-asked": "wxm", "plot-chosen": plot.number}
    assert send(village, f"{at}/lines/new", **line, **chosen).status_code == 303
    assert plot.number in text(village, f"{at}?part=plots")


def test_a_refused_step_is_told_on_the_list(store: Store, town: FlaskClient) -> None:
    listed = make_list(store, make_plot(store, certified=None))
    assert send(town, f"{LISTS}/{listed.id}/publish", **NOTICE).status_code == 303
    answer = send(town, f"{LISTS}/{listed.id}/check", page=f"{LISTS}/{listed.id}")
    assert answer.status_code == 422
    assert "公示到 2026-01-16 为止" in answer.get_data(as_text=True)


def test_the_poster_masks_who_it_names(store: Store, village: FlaskClient) -> None:
    home = make_household(store, number="DEM-GZ-0417", name="王小明", phone="07150000001")
    listed = make_list(store, make_plot(store, home, certified=None, parcel="DEMPARCELX"))
    send(village, f"{LISTS}/{listed.id}/publish", **NOTICE)
    page = text(village, f"{LISTS}/{listed.id}/notice")
    assert all(words in page for words in ("王*明", "…417", "2,400", "2026-01-16", "演示村委会 0715-0000000"))
    assert not any(words in page for words in ("王小明", "DEM-GZ-0417", "07150000001", "DEMPARCELX"))


def test_an_objection_is_recorded_and_settled(store: Store, village: FlaskClient, town: FlaskClient) -> None:
    listed = make_list(store, make_plot(store, certified=None))
    at = f"{LISTS}/{listed.id}"
    send(village, f"{at}/publish", **NOTICE)
    told = {"raised_on": "2026-01-10", "words": "演示：面积不对"}
    assert send(village, f"{at}/objections/new", **told).status_code == 303
    assert "未办结" in text(town, at)
    with reading(store) as session:
        key = session.exec(select(Objection.id)).one()
    assert send(town, f"{at}/objections/{key}/settle", outcome="演示：已重测", upheld="true").status_code == 303
    assert "演示：已重测" in text(village, at)
    assert send(town, f"{at}/return", reason="演示：改面积").status_code == 303
    assert "演示：改面积" in text(village, at)


def test_a_sheet_is_tried_and_finds_what_is_claimed_twice(store: Store, village: FlaskClient) -> None:
    heads = [column.header for column in CLAIMS.columns]
    rows = [
        ["DEMZ1", "421223103", "官庄村", f"DEMH{n}", f"演示户{n}", "", "", "5", "", "2", "自然", "600", ""]
        for n in (1, 2)
    ]
    content = "\n".join(",".join(row) for row in [heads, *rows]).encode()
    at = send_sheet(village, content, dry_run="true")
    assert "排队等待处理" in text(village, at)
    run_next(store, clock.now())
    page = text(village, at)
    assert "这是试算，没有保存任何内容" in page
    assert "宗地号 DEMZ1 与第 3 行户号 DEMH2 重复，一块地报了两次。" in page
    with village.get(f"{at}/report") as report:
        assert "claimed-twice" in report.get_data().decode("utf-8-sig")


def send_sheet(client: FlaskClient, content: bytes, **typed: Any) -> str:
    page = text(client, "/regulator/list-sheets/new")
    fields: dict[str, Any] = {name: value_in(page, name) for name in ("csrf_token", "once")}
    fields |= {"file": (BytesIO(content), "名册.csv"), "season": "2026", **typed}
    sent = client.post("/regulator/list-sheets/new", data=fields)
    assert sent.status_code == 303, sent.get_data(as_text=True)
    return str(sent.location)


def test_a_file_that_is_no_sheet_of_claims_is_said_so(village: FlaskClient) -> None:
    page = text(village, "/regulator/list-sheets/new")
    fields: dict[str, Any] = {name: value_in(page, name) for name in ("csrf_token", "once")}
    for file, words in ((None, "请填写此项"), ((BytesIO(b"a,b\n1,2\n"), "a.csv"), "不是名册表")):
        sent = village.post(
            "/regulator/list-sheets/new", data=fields | {"season": "2026"} | ({"file": file} if file else {})
        )
        assert sent.status_code == 422
        assert words in sent.get_data(as_text=True)


def test_figures_are_the_countys_and_say_what_is_missing(county: FlaskClient, town: FlaskClient) -> None:
    at = "/regulator/figures"
    assert send(county, at, season="2026", source="演示报告", norm_natural="600").status_code == 303
    page = text(county, f"{at}?season=2026")
    assert "演示报告" in page
    assert "未记录" in page
    assert send(county, at, season="2026", source="演示报告").status_code == 422
    assert town.get(at).status_code == 403


def test_plots_pass_on_and_the_former_household_is_closed(store: Store, town: FlaskClient) -> None:
    old, new = make_household(store), make_household(store, name="演示吴秀梅")
    make_plot(store, old)
    at = f"/regulator/households/{old.id}"
    assert send(town, f"{at}/pass-on", kind="death", successor="NONE", reason="演示").status_code == 422
    page = send(town, f"{at}/pass-on", kind="death", successor="yswxm", reason="演示").get_data(as_text=True)
    assert f'name="successor-chosen" value="{new.number}"' in page
    assert send(town, f"{at}/pass-on", kind="death", successor=new.number, reason="演示证明").status_code == 303
    page = text(town, at)
    assert "这户已注销，不能再交售" in page
    assert "演示证明" in text(town, f"/regulator/households/{new.id}")
    with reading(store) as session:
        assert len(plots_of(session, new.id)) == 1


def test_a_plot_is_put_right_with_a_reason(store: Store, county: FlaskClient, town: FlaskClient) -> None:
    plot = make_plot(store, parcel="DEMP7")
    at = f"/regulator/plots/{plot.id}"
    form = {"area_mu": "1.5", "parcel": "DEMP7", "reason": "演示重测"}
    assert "县级监管人员" in send(town, f"{at}/correct", **form).get_data(as_text=True)
    assert send(county, f"{at}/correct", **form).status_code == 303
    page = text(county, at)
    plot_part, _, yields_part = page.partition("<h2>核定产量</h2>")
    assert "已更正 1 次" in plot_part  # the plot's own entry
    assert "已更正 1 次" in yields_part  # and, under its heading, the yield that followed
    assert "演示重测" in page
    with reading(store) as session:
        assert yields_of(session, plot.id)[0].given.grams == int(Decimal("1.5") * 600 * 1000)


def test_another_place_is_not_there(store: Store, cast: Cast, town: FlaskClient) -> None:
    plot = make_plot(store, certified=None)
    listed = make_list(store, plot)
    stranger = sign_in_regulator_of(cast, "421223100")
    for address in (
        f"{LISTS}/{listed.id}",
        f"/regulator/plots/{plot.id}",
        f"/regulator/households/{plot.household_id}",
    ):
        assert stranger.get(address).status_code == 404
        assert town.get(address).status_code == 200
    assert "还没有名册" in text(stranger, LISTS)
    assert "官庄村" not in text(stranger, f"{LISTS}?township=421223103")
