"""An account's statement adds up, on every page of it and for every stretch of days."""

from datetime import date, timedelta

from laid import LOT, MORNING, Laid

from gitrace.storage import Store, reading
from gitrace.supervision.accounts import ACCOUNTS, AskAccounts
from gitrace.supervision.statement import STATEMENT, AskStatement, totals


def account_of_lot(store: Store) -> int:
    with reading(store) as session:
        return ACCOUNTS.page(session, AskAccounts(lot=LOT))[0].id


def test_a_statement_runs_from_opening_to_closing(store: Store, laid: Laid) -> None:
    asked = AskStatement(account=account_of_lot(store))
    with reading(store) as session:
        lines, sums = STATEMENT.page(session, asked), totals(session, asked)
    assert [(one.in_g, one.out_g, one.balance_g) for one in lines] == [
        (60_000, 0, 60_000),
        (50_000, 0, 110_000),
        (0, 25_000, 85_000),
    ]
    assert (sums.opening_g, sums.in_g, sums.out_g, sums.closing_g) == (0, 110_000, 25_000, 85_000)


def test_a_line_names_counter_account_reason_and_document(store: Store, laid: Laid) -> None:
    with reading(store) as session:
        line = STATEMENT.page(session, AskStatement(account=account_of_lot(store)))[0]
    assert str(line.counter_kind) == "交售单余额"
    assert str(line.counter.words) == "交售单 D0001"
    assert line.counter.subject == f"delivery:{laid.good.id}"
    assert (str(line.reason), line.document) == ("投料", f"lot:{LOT}")


def test_every_page_goes_on_where_the_former_ended(store: Store, laid: Laid) -> None:
    asked = AskStatement(account=account_of_lot(store))
    with reading(store) as session:
        pages = [line for page in (1, 2, 3) for line in STATEMENT.page(session, asked, page, size=1)]
        assert pages == STATEMENT.page(session, asked)


def test_days_before_the_first_posting_hold_nothing_and_days_after_it_all(store: Store, laid: Laid) -> None:
    account, today = account_of_lot(store), MORNING.date()
    with reading(store) as session:
        before = totals(session, AskStatement(account=account, until_day=today - timedelta(days=9999)))
        after = totals(session, AskStatement(account=account, from_day=date(2100, 1, 1)))
    assert (before.opening_g, before.closing_g) == (0, 0)
    assert (after.opening_g, after.in_g, after.closing_g) == (85_000, 0, 85_000)
