"""What is in a demo home."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from sqlmodel import Session, select

from gitrace import clock
from gitrace.app import create_app
from gitrace.batches.tables import Batch, Hold
from gitrace.certificates.queries import states_of
from gitrace.certificates.rules import CertificateState
from gitrace.certificates.tables import Certificate
from gitrace.cli import house
from gitrace.clock import SHANGHAI, shanghai_day
from gitrace.demo.building import NotADemo, built
from gitrace.demo.examples import find_examples
from gitrace.demo.guide import Guide, read_guide
from gitrace.growers.tables import Household, HouseholdPerson, PlotPlace
from gitrace.home import found_home
from gitrace.inspections.tables import EnteredBy, Report
from gitrace.labels.verdict import Verdict
from gitrace.ledger import tables as ledger
from gitrace.settings import Settings
from gitrace.storage import Store, reading

Demo = tuple[Settings, Guide]


def number_of(session: Session, where: str) -> int:
    return int(session.connection().execute(sa.text(f"SELECT count(*) FROM {where}")).scalar_one())


def test_it_has_a_label_for_every_verdict(demo_store: Store) -> None:
    assert list(find_examples(demo_store, shanghai_day(clock.now()))) == [*map(str, Verdict), "carton"]


def test_its_ledger_verifies(demo: Demo) -> None:
    answer = CliRunner().invoke(house, ["audit", "verify", "--quiet"], env={"GITRACE_HOME": str(demo[0].home)})
    assert answer.exit_code == 0, answer.output


def test_its_entries_alone_come_to_its_balances_and_states(demo: Demo) -> None:
    answer = CliRunner().invoke(house, ["audit", "replay", "--quiet"], env={"GITRACE_HOME": str(demo[0].home)})
    assert answer.exit_code == 0, answer.output


def test_it_has_a_hundred_households_in_several_townships(demo_store: Store) -> None:
    with reading(demo_store) as session:
        homes = session.exec(select(Household)).all()
    villages = [home.village for home in homes]
    assert len(homes) == 100
    assert len({home.township for home in homes}) == 4
    assert {min(5, villages.count(name)) for name in set(villages)} == {3, 5}


def test_it_has_lots_in_every_state(demo_store: Store) -> None:
    today = shanghai_day(clock.now())
    with reading(demo_store) as session:
        lots = session.exec(select(Batch)).all()
        assert {lot.hold for lot in lots} == set(Hold)
        assert {lot.form for lot in lots} == {"fresh", "boiled"}
        assert {lot.state for lot in lots} == {"open", "closed"}
        assert any(lot.recall_notice for lot in lots)
        assert any(lot.packed_on > today for lot in lots)
        assert any(lot.best_before and lot.best_before < today for lot in lots)
        assert number_of(session, "account WHERE kind = 'deficit' AND balance_g > 0") == 1
        assert number_of(session, "account WHERE kind = 'lot' AND balance_g > 0")
        assert {"in-use", "void", "returned"} <= set(
            session.connection().execute(sa.text("SELECT state FROM label_range")).scalars()
        )


def test_its_reports_came_out_in_every_way(demo_store: Store) -> None:
    with reading(demo_store) as session:
        reports = session.exec(select(Report)).all()
    assert {report.conclusion for report in reports} == {"pass", "fail"}
    assert [report.form for report in reports if report.under_review] == ["boiled"]
    assert {report.entered_by for report in reports} == set(EnteredBy)
    assert all(report.file_sha256 for report in reports)


def test_its_deliveries_fail_for_several_reasons(demo_store: Store) -> None:
    with reading(demo_store) as session:
        failing = set(session.connection().execute(sa.text("SELECT failing FROM delivery")).scalars())
    assert {"", "pre-harvest-interval", "scale-lapsed", "no-household"} <= failing


def test_nothing_of_it_lies_ahead_or_is_written_in_a_shoppers_own_name(demo_store: Store) -> None:
    with reading(demo_store) as session:
        latest = session.connection().execute(sa.select(sa.func.max(ledger.entry.c.time))).scalar_one()
        assert latest <= clock.now()
        assert number_of(session, "message WHERE contact IS NULL OR contact LIKE '演示%'") == number_of(
            session, "message"
        )


def test_no_grower_is_named_in_public(demo: Demo, demo_store: Store) -> None:
    client = create_app(demo_store).test_client()
    with reading(demo_store) as session:
        public = list(session.connection().execute(sa.select(ledger.entry.c.leaf)).scalars())
        secrets = [text for row in session.exec(select(HouseholdPerson)) for text in (row.name, row.phone)]
        secrets += [row.parcel for row in session.exec(select(PlotPlace))]
        secrets += [home.number for home in session.exec(select(Household))]
    labels = find_examples(demo_store, shanghai_day(clock.now())).values()
    for address in (*labels, *(path.partition("/21/")[0] for path in labels)):
        public += [client.get(address).get_data(as_text=True)]
    everything = "\n".join(public)
    assert [secret for secret in secrets if secret and secret in everything] == []
    assert "三山村" not in everything


def test_a_complete_home_is_used_again(demo: Demo) -> None:
    settings, guide = demo
    before = (settings.home / "gitrace.db").stat().st_mtime_ns
    assert built(settings, clock.now(), lambda _: pytest.fail("made anew")) == guide
    assert (settings.home / "gitrace.db").stat().st_mtime_ns == before
    assert (settings.home / "demo.json").stat().st_mode & 0o77 == 0


def test_another_home_is_left_alone(sqlite_template: Path, tmp_path: Path) -> None:
    home = shutil.copytree(sqlite_template, tmp_path / "home")
    with pytest.raises(NotADemo, match="holds no complete demonstration"):
        built(Settings(home=home, demo=True), clock.now(), lambda _: None)
    assert read_guide(home) is None


def test_a_start_that_was_broken_off_is_begun_anew(tmp_path: Path) -> None:
    home = tmp_path / "home"
    broken = home / ".making" / "keys"
    broken.mkdir(parents=True)
    dawn = datetime(2027, 3, 1, 6, 30, tzinfo=SHANGHAI)  # the first morning of a harvest
    settings = Settings(home=home, demo=True)
    guide = built(settings, dawn, lambda _: None)
    assert (guide.made_on, (home / ".making").exists()) == ("2027-03-01", False)
    with clock.pretend(dawn + timedelta(hours=1)):
        store = found_home(settings)
        assert list(find_examples(store, dawn.date())) == [*map(str, Verdict), "carton"]
        store.close()


def test_its_certificates_stand_and_fall_in_every_way_but_one(demo_store: Store) -> None:
    with reading(demo_store) as session:
        states = set(states_of(session, session.exec(select(Certificate)).all()).values())
    assert states == set(CertificateState) - {CertificateState.FAILED}
