"""Accounts of grams for the regulator: the list, and one as a bank statement."""

from typing import Any

from flask import Response, abort
from sqlmodel import Session

from gitrace.people.roles import Role
from gitrace.producers.queries import producer_names
from gitrace.supervision.accounts import ACCOUNTS, EMPTINESS, AccountSort, find_account
from gitrace.supervision.statement import STATEMENT, AskStatement, totals
from gitrace.supervision.words import ACCOUNTS as KIND_NAMES
from gitrace.web.doors import may_enter
from gitrace.web.regulator import regulator
from gitrace.web.regulator.listed import list_page


@regulator.get("/accounts")
@may_enter(Role.REGULATOR)
def list_accounts() -> Response:
    """Accounts of a lot, of a household's plots, of a producer's season, or of a kind."""
    return list_page(
        ACCOUNTS,
        "regulator/accounts/list.html",
        more=lambda session, _asked: {
            "producers": sorted(producer_names(session).items(), key=lambda pair: pair[1]),
            "kinds": KIND_NAMES,
            "standings": EMPTINESS,
            "sorts": AccountSort.choices(),
        },
    )


@regulator.get("/accounts/<int:account_id>")
@may_enter(Role.REGULATOR)
def show_account(account_id: int) -> Response:
    """An account's statement for the days asked for."""
    return list_page(STATEMENT, "regulator/accounts/show.html", known={"account": account_id}, more=_head)


def _head(session: Session, asked: AskStatement) -> dict[str, Any]:
    account = find_account(session, asked.account) or abort(404)
    return {"account": account, "totals": totals(session, asked)}
