"""Postings: grams moved between accounts inside a recorded write."""

from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlmodel import select

from gitrace.balance.tables import SOURCES, Account, AccountKind, Posting
from gitrace.ledger.append import RowKey
from gitrace.work import Work, row_key


class Overdrawn(Exception):
    """A posting would take more than the account has. Rules check first, so this is a fault of ours, not an answer."""


@dataclass(frozen=True, slots=True)
class Place:
    """One account by kind and owner: `Place(AccountKind.LOT, "lot:41")`."""

    kind: AccountKind
    owner: str


@dataclass
class Books:
    """The postings of one command: made in `work`, to be claimed by its event with `rows=[…, *books.rows]`.

    Accounts are read once and opened when first used. `document` is the subject of that event.
    """

    work: Work
    document: str
    _accounts: dict[Place, Account] = field(default_factory=dict)
    _postings: list[Posting] = field(default_factory=list)

    def move(self, source: Place, target: Place, grams: int, reason: str) -> None:
        """Post `grams` > 0 from source to target; zero posts nothing. Raises Overdrawn."""
        if grams == 0:
            return
        giver, taker = self.account(source), self.account(target)
        if not giver.is_source and giver.balance_g < grams:
            raise Overdrawn(f"{source.kind} {source.owner} has {giver.balance_g} g, {grams} g were asked")
        giver.balance_g -= grams
        taker.balance_g += grams
        self._postings.append(
            Posting(
                from_account_id=giver.id,
                to_account_id=taker.id,
                grams=grams,
                reason=reason,
                document=self.document,
                posted_at=self.work.now,
            )
        )
        self.work.session.add(self._postings[-1])

    def balance(self, place: Place) -> int:
        """Grams in an account now, this command's postings included; 0 for one that was never used."""
        known = self._accounts.get(place) or self._read(place)
        return known.balance_g if known else 0

    def account(self, place: Place) -> Account:
        """The account's row, opened when it is new."""
        account = self._accounts.get(place) or self._read(place)
        if account is None:
            account = Account(kind=place.kind, owner=place.owner, is_source=place.kind in SOURCES)
            self.work.session.add(account)
            self.work.session.flush()
            self._accounts[place] = account
        return account

    @property
    def rows(self) -> list[RowKey]:
        """Every account touched and every posting made, for the event to claim."""
        self.work.session.flush()
        touched: list[Account | Posting] = [*self._accounts.values(), *self._postings]
        return [row_key(row) for row in touched]

    def _read(self, place: Place) -> Account | None:
        found = self.work.session.exec(
            select(Account).where(Account.kind == place.kind, Account.owner == place.owner)
        ).one_or_none()
        if found is not None:
            self._accounts[place] = found
        return found


def certification(season: int) -> Place:
    """Where a season's certified grams come from."""
    return Place(AccountKind.CERTIFICATION, f"season:{season}")


def unattributed(season: int) -> Place:
    """Where a dealer's load comes from."""
    return Place(AccountKind.UNATTRIBUTED, f"season:{season}")


def certified(plot_id: int, season: int) -> Place:
    """What a plot may still deliver in a season."""
    return Place(AccountKind.CERTIFIED, f"plot:{plot_id}/{season}")


def delivered(delivery_id: int) -> Place:
    """What of a delivery is not poured yet."""
    return Place(AccountKind.DELIVERY, f"delivery:{delivery_id}")


def in_lot(batch_id: int) -> Place:
    """What of a lot is neither in use under labels nor gone without one."""
    return Place(AccountKind.LOT, f"lot:{batch_id}")


def in_use(batch_id: int, gtin: str) -> Place:
    """What of a lot stands under labels in use, by GTIN."""
    return Place(AccountKind.IN_USE, f"lot:{batch_id}/{gtin}")


def deficit(batch_id: int) -> Place:
    """What a correction overdrew; above zero it stops the lot's labels."""
    return Place(AccountKind.DEFICIT, f"lot:{batch_id}")


OVERDRAFT = Place(AccountKind.OVERDRAFT, "county")


def without_label(kind: AccountKind, producer_id: int, season: int) -> Place:
    """Where a producer's shoots go that leave without a label."""
    return Place(kind, f"producer:{producer_id}/{season}")


def recovery(season: int) -> Place:
    """Where the product of processing comes from."""
    return Place(AccountKind.RECOVERY, f"season:{season}")


def rebuilt_balances(connection: sa.Connection) -> dict[int, int]:
    """Every account's balance, summed from the postings alone, in grams by account id."""
    gained = sa.select(Posting.to_account_id, sa.func.sum(Posting.grams)).group_by(sa.column("to_account_id"))  # type: ignore[call-overload]
    lost = sa.select(Posting.from_account_id, sa.func.sum(Posting.grams)).group_by(sa.column("from_account_id"))  # type: ignore[call-overload]
    balances = {account: int(grams) for account, grams in connection.execute(gained)}
    for account, grams in connection.execute(lost):
        balances[account] = balances.get(account, 0) - int(grams)
    return balances
