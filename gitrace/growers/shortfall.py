"""What is left standing when a certification falls below what was delivered.

Grams that a delivery took and that are no longer certified are *uncovered*. The newest deliveries are uncovered first,
for the older ones were within the yield when they came. Of each delivery what never flowed into a packing lot bears the
shortage first, and posts nothing: sold loose it never stood under a label, and what waits must not be poured
(`uncovered_deliveries`). Only the rest is posted to the deficits of the lots it flowed into, newest pour first, and
never more than flowed; a deficit stops a lot's labels until it is settled.

Everything is read from the postings, so that neither deliveries nor lots, rooms that come later, need to be known.
What a lot carried over to the next day's, or what was made of it, stays with the lot it was poured into first; an
open deficit stops the lots that were made of it too (`gitrace.batches.sources`).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.balance.commands import OVERDRAFT, Books, Place, certification, certified, delivered
from gitrace.balance.tables import Account, AccountKind, Posting
from gitrace.growers.flows import Flow, flows, into_lots
from gitrace.growers.plots import plot_subject
from gitrace.growers.queries import yield_uses
from gitrace.growers.tables import CertifiedYield

_LOT_SUBJECT = "lot:"


@dataclass(frozen=True)
class Shortfall:
    """How much of it stands in lots, grams of their goods, and the subjects of the lots whose deficit it changed."""

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


def withdraw_uncovered(books: Books, places: Iterable[Place]) -> None:
    """What a correction gave back to a plot that had delivered too much is certified no longer, and leaves it again.

    `places`: accounts of plots' seasons; of other kinds nothing is asked.
    """
    plots = _plots_by_season(place.owner for place in places if place.kind is AccountKind.CERTIFIED)
    for season, plot_ids in plots.items():
        uses = yield_uses(books.work.session, plot_ids, season)
        for plot_id, grams in _given(books.work.session, plot_ids, season).items():
            place = certified(plot_id, season)
            excess = min(books.balance(place), max(0, uses[plot_id].issued_g - grams))
            # In the plot's own name: what stands under the delivery's is what the delivery holds.
            books.move(place, certification(season), excess, "lower", document=plot_subject(plot_id))


def lot_shares(session: Session, plot_id: int, season: int, uncovered_g: int) -> dict[str, tuple[int, str]]:
    """Of each lot that this plot's season flowed into, by its account's owner: the grams of its own goods that are
    uncovered, which may be none, and the document of its last pour.
    """
    shares: dict[str, tuple[int, str]] = {}
    plot = certified(plot_id, season)
    for delivery in flows(session, plot, AccountKind.DELIVERY):
        here = min(uncovered_g, delivery.grams)
        uncovered_g -= here
        into = into_lots(session, Place(AccountKind.DELIVERY, delivery.account.owner))
        poured = min(delivery.grams, sum(flow.grams for flow in into))
        _share_out(shares, into, max(0, here - (delivery.grams - poured)))
    return shares


def _share_out(shares: dict[str, tuple[int, str]], into: Sequence[Flow], grams: int) -> None:
    for flow in into:
        part = min(grams, flow.grams)
        grams -= part
        known = shares.get(flow.account.owner, (0, ""))[0]
        shares[flow.account.owner] = (known + flow.goods(part), flow.document)


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


def uncovered_deliveries(session: Session, delivery_ids: Iterable[int]) -> dict[int, int]:
    """Those of the deliveries that are uncovered, with the grams of them that are, > 0.

    What of them is not poured yet must not be: for them the finding `certified-yield` fails. Three statements, and
    three for each plot that has delivered more than it is certified for.
    """
    owners = {delivered(one).owner: one for one in delivery_ids}
    grams: dict[int, int] = {}
    for plot, rest_g in _overdelivered(session, _sources(session, owners)).items():
        for owner, part in _newest(flows(session, plot, AccountKind.DELIVERY), rest_g):
            if owner in owners:
                grams[owners[owner]] = grams.get(owners[owner], 0) + part
    return grams


def _newest(flows: Iterable[Flow], grams: int) -> Iterator[tuple[str, int]]:
    """Owners of the first of these flows, that come to so many grams, each with its part."""
    for flow in flows:
        part = min(grams, flow.grams)
        grams -= part
        if part:
            yield flow.account.owner, part


def _sources(session: Session, deliveries: Iterable[str]) -> dict[int, set[int]]:
    """The plots, by season, that certified what went to these accounts of deliveries."""
    taker, giver = sa.orm.aliased(Account), sa.orm.aliased(Account)
    found = session.exec(
        select(giver.owner)
        .select_from(Posting)
        .join(taker, col(taker.id) == col(Posting.to_account_id))
        .join(giver, col(giver.id) == col(Posting.from_account_id))
        .where(
            taker.kind == AccountKind.DELIVERY,
            col(taker.owner).in_(list(deliveries)),
            giver.kind == AccountKind.CERTIFIED,
        )
        .distinct()
    )
    return _plots_by_season(found)


def _plots_by_season(owners: Iterable[str]) -> dict[int, set[int]]:
    plots: dict[int, set[int]] = {}
    for owner in owners:
        plot_id, season = owner.removeprefix("plot:").split("/")
        plots.setdefault(int(season), set()).add(int(plot_id))
    return plots


def _given(session: Session, plot_ids: Collection[int], season: int) -> dict[int, int]:
    """Grams certified, by plot."""
    row = CertifiedYield
    asked = select(row.plot_id, row.grams).where(row.season == season, col(row.plot_id).in_(list(plot_ids)))
    return dict(session.exec(asked).all())


def _overdelivered(session: Session, plots: Mapping[int, Collection[int]]) -> dict[Place, int]:
    """Of these plots, by season, those that have delivered more than they are certified for, and how much more."""
    over = {}
    for season, plot_ids in plots.items():
        uses = yield_uses(session, plot_ids, season)
        for plot_id, grams in _given(session, plot_ids, season).items():
            over[certified(plot_id, season)] = uses[plot_id].delivered_g - grams
    return {plot: grams for plot, grams in over.items() if grams > 0}
