"""A lot's dossier and a delivery's sheet hold all that is on record, at a bounded number of statements."""

from typing import Any

import sqlalchemy as sa
from laid import LOT, Laid

from gitrace.storage import Store, reading
from gitrace.supervision.delivery_sheet import delivery_sheet
from gitrace.supervision.dossier import Dossier, lot_dossier


def dossier_of(store: Store) -> Dossier:
    with reading(store) as session:
        found = lot_dossier(session, LOT)
        assert found is not None
        session.expunge_all()
    return found


def test_a_dossier_holds_what_flowed_in(store: Store, laid: Laid) -> None:
    dossier = dossier_of(store)
    assert [(one.delivery.number, one.grams, one.hours_old) for one in dossier.inflows] == [
        ("D0001", 60_000, 5),
        ("D0002", 50_000, 5),
    ]
    assert [one.delivery.number for one in dossier.failing] == ["D0002"]


def test_a_run_shows_its_labels_without_a_gap(store: Store, laid: Laid) -> None:
    run = dossier_of(store).runs[0]
    assert [(one.first, one.last, one.state) for one in run.ranges] == [
        (1, 50, "in-use"),
        (51, 60, None),
        (61, 70, "void"),
        (71, 100, None),
    ]
    assert (run.labels, run.labels_in("in-use"), run.labels_in(None), run.in_use_g) == (100, 50, 40, 25_000)
    assert [one.code for one in run.not_passing] == ["pre-harvest-interval"]


def test_a_dossier_holds_reports_messages_accounts_and_timeline(store: Store, laid: Laid) -> None:
    dossier = dossier_of(store)
    assert [(one.report.number, one.laboratory) for one in dossier.reports] == [("BG-1", "演示检测中心")]
    assert [one.number for one in dossier.messages] == ["M1"]
    assert len(dossier.accounts) == 3
    assert [str(one.told) for one in dossier.happenings] == [f"布置 {LOT}"]
    changed = dossier.happenings[0].changes
    assert {"批次", "投料", "标签申领单", "反映问题"} <= {str(one.table) for one in changed}


def test_a_correction_after_the_first_label_is_told_apart(store: Store, laid: Laid) -> None:
    dossier = dossier_of(store)
    (amendment,) = dossier.amendments
    assert [(one.column, one.before, one.after) for one in amendment.changes] == [("net_g", "60,000", "50,000")]
    assert dossier.is_after_labels(amendment)


def test_no_lot_has_no_dossier(store: Store, laid: Laid) -> None:
    with reading(store) as session:
        assert lot_dossier(session, "CY260320A099") is None
        assert delivery_sheet(session, 10**6) is None


def test_a_delivery_sheet_says_where_it_went(store: Store, laid: Laid) -> None:
    with reading(store) as session:
        sheet = delivery_sheet(session, laid.bad.id)
    assert sheet is not None
    assert [(one.lot, one.grams) for one in sheet.outflows] == [(LOT, 50_000)]
    assert [one.code for one in sheet.findings] == ["outside-area", "pre-harvest-interval"]
    assert sheet.account is not None
    assert sheet.account.balance_g == 0
    assert sheet.amendments[0].reason == "斤误作公斤"


def test_a_dossier_costs_at_most_25_statements(store: Store, laid: Laid) -> None:
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        said.append(statement)

    sa.event.listen(store.engine, "before_cursor_execute", note)
    dossier_of(store)
    assert len([one for one in said if one.lstrip().upper().startswith("SELECT")]) <= 25
