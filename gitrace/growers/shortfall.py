"""What is left standing when a certification falls below what was delivered.

Grams that a delivery took and that are no longer certified are *uncovered*. The newest deliveries are uncovered first,
for the older ones were within the yield when they came. Of each delivery what never flowed into a packing lot bears the
shortage first, and posts nothing: sold loose it never stood under a label, and what waits must not be poured
(`uncovered_deliveries`). Only the rest is posted to the deficits of the lots it flowed into, newest pour first, and
never more than flowed; a deficit stops a lot's labels until it is settled.

Everything is read from the postings, so that neither deliveries nor lots, rooms that come later, need to be known.
What a lot carried over to the next day's stays with the lot it was poured into first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.balance.commands import OVERDRAFT, Books, Place, certified, delivered
from gitrace.balance.tables import Account, AccountKind, Posting
from gitrace.growers.queries import yield_uses
from gitrace.growers.tables import CertifiedYield

_LOT_SUBJECT = "lot:"


@dataclass(frozen=True)
class Flow:
    """Grams that went from one account to another, less what came back. `document`: of the last of these postings."""

    account: Account
    grams: int
    last: int
    document: str


@dataclass(frozen=True)
class Shortfall:
    """How much of it stands in lots, grams, and the subjects of the lots whose deficit it changed."""

    in_lots_g: int
    lots: tuple[str, ...]


def post_shortfall(books: Books, plot_id: int, season: int, uncovered_g: int) -> Shortfall:
    """Bring the deficits that this plot's season caused to what is uncovered now; raising it again releases them.

    A deficit that was settled meanwhile is released no further than what is left of it.
    """
    session = books.work.session
    reason = f"lower/{season}"
    shares = lot_shares(session, plot_id, season, uncovered_g)
    posted = _posted_before(session, books.document, reason)
    changed = []
    for owner, (target, document) in shares.items():
        place, before = Place(AccountKind.DEFICIT, owner), posted.get(owner, 0)
        if target == before:
            continue
        if target > before:
            books.move(OVERDRAFT, place, target - before, reason)
        else:
            books.move(place, OVERDRAFT, min(before - target, books.balance(place)), reason)
        changed.append(document)
    lots = sorted(document for document in changed if document.startswith(_LOT_SUBJECT))
    return Shortfall(sum(grams for grams, _ in shares.values()), tuple(lots))


def lot_shares(session: Session, plot_id: int, season: int, uncovered_g: int) -> dict[str, tuple[int, str]]:
    """Of each lot that this plot's season flowed into, by its account's owner: the grams uncovered, which may be none,
    and the document of its last pour.
    """
    shares: dict[str, tuple[int, str]] = {}
    plot = certified(plot_id, season)
    for delivery in flows(session, plot, AccountKind.DELIVERY):
        here = min(uncovered_g, delivery.grams)
        uncovered_g -= here
        into = flows(session, Place(AccountKind.DELIVERY, delivery.account.owner), AccountKind.LOT)
        poured = min(delivery.grams, sum(flow.grams for flow in into))
        _share_out(shares, into, max(0, here - (delivery.grams - poured)))
    return shares


def flows(session: Session, source: Place, kind: AccountKind) -> Sequence[Flow]:
    """What went from an account to accounts of a kind and stayed there, the newest first."""
    account = session.exec(
        select(Account).where(Account.kind == source.kind, Account.owner == source.owner)
    ).one_or_none()
    if account is None:
        return []
    there = _between(session, col(Posting.from_account_id) == account.id, Posting.to_account_id, kind)
    back = {
        one.account.id: one.grams
        for one in _between(session, col(Posting.to_account_id) == account.id, Posting.from_account_id, kind)
    }
    net = [Flow(one.account, one.grams - back.get(one.account.id, 0), one.last, one.document) for one in there]
    return sorted((one for one in net if one.grams > 0), key=lambda one: -one.last)


def _between(session: Session, mine: sa.ColumnElement[bool], others: int, kind: AccountKind) -> list[Flow]:
    rows = session.exec(
        select(Account, Posting)
        .join(Account, col(Account.id) == col(others))
        .where(mine, Account.kind == kind)
        .order_by(col(Posting.id))
    )
    sums: dict[int, Flow] = {}
    for account, posting in rows:
        known = sums[account.id].grams if account.id in sums else 0
        sums[account.id] = Flow(account, known + posting.grams, posting.id, posting.document)
    return list(sums.values())


def _share_out(shares: dict[str, tuple[int, str]], into: Sequence[Flow], grams: int) -> None:
    for flow in into:
        part = min(grams, flow.grams)
        grams -= part
        known = shares.get(flow.account.owner, (0, ""))[0]
        shares[flow.account.owner] = (known + part, flow.document)


def _posted_before(session: Session, document: str, reason: str) -> dict[str, int]:
    """Grams that earlier changes put into deficits and have not released, by the deficit's owner."""
    posted: dict[str, int] = {}
    for column, sign in ((Posting.to_account_id, 1), (Posting.from_account_id, -1)):
        rows = session.exec(
            select(Account.owner, Posting.grams)
            .join(Account, col(Account.id) == col(column))
            .where(Posting.document == document, Posting.reason == reason, Account.kind == AccountKind.DEFICIT)
        )
        for owner, grams in rows:
            posted[owner] = posted.get(owner, 0) + sign * grams
    return posted


def uncovered_deliveries(session: Session, delivery_ids: Iterable[int]) -> set[int]:
    """Those of the deliveries that took from a plot which has by now delivered more than it is certified for.

    What of them is not poured yet must not be: for them the finding `certified-yield` fails. Three statements.
    """
    places = {delivered(one).owner: one for one in delivery_ids}
    taker, giver = sa.orm.aliased(Account), sa.orm.aliased(Account)
    taken = session.exec(
        select(taker.owner, giver.owner)
        .select_from(Posting)
        .join(taker, col(taker.id) == col(Posting.to_account_id))
        .join(giver, col(giver.id) == col(Posting.from_account_id))
        .where(
            taker.kind == AccountKind.DELIVERY,
            col(taker.owner).in_(list(places)),
            giver.kind == AccountKind.CERTIFIED,
            giver.balance_g == 0,  # a plot that has anything left has not delivered too much
        )
    ).all()
    by_season: dict[int, set[int]] = {}
    for _, owner in taken:
        plot_id, season = _plot_and_season(owner)
        by_season.setdefault(season, set()).add(plot_id)
    over = {
        certified(plot, season).owner for season, plots in by_season.items() for plot in _over(session, plots, season)
    }
    return {places[delivery] for delivery, owner in taken if owner in over}


def _over(session: Session, plots: set[int], season: int) -> list[int]:
    uses = yield_uses(session, plots, season)
    given = select(CertifiedYield).where(CertifiedYield.season == season, col(CertifiedYield.plot_id).in_(plots))
    return [one.plot_id for one in session.exec(given) if uses[one.plot_id].delivered_g > one.grams]


def _plot_and_season(owner: str) -> tuple[int, int]:
    plot_id, season = owner.removeprefix("plot:").split("/")
    return int(plot_id), int(season)
