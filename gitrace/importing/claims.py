"""Judging a sheet of claims: what each row would do, and which household or plot is claimed twice.

Of two rows that claim the same, neither is taken: which of them is right is for the village to say.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from sqlmodel import Session

from gitrace.errors import Refusal
from gitrace.growers.rules import certified_grams, plausible_yield, refuse_beyond_contract
from gitrace.importing.desk import Line
from gitrace.importing.register import KnownHousehold, Register
from gitrace.importing.sheets import SheetRow
from gitrace.importing.village_sheet import ClaimRow, read_claim
from gitrace.people.remit import Remit
from gitrace.profile import Outcome, Profile
from gitrace.villages import rules
from gitrace.villages.tables import ListState


class Deed(StrEnum):
    """What a row does: 列入村拟定, 县核定, 已有, 没有办理."""

    DRAFT = "draft"
    CERTIFY = "certify"
    PRESENT = "present"
    REFUSED = "refused"


@dataclass(frozen=True)
class Judged:
    """A row of the sheet, by its line, and what came of it."""

    line: int
    household: str
    parcel: str
    deed: Deed
    row: ClaimRow | None = None
    refusal: Refusal | None = None


@dataclass
class ClaimsJudge:
    """Judges a sheet's rows for somebody of a remit. `digest`: of an ID number; `blocked`: raises what keeps a list,
    by its key, from being certified.
    """

    session: Session
    register: Register
    profile: Profile
    remit: Remit
    season: int
    digest: Callable[[str], str]
    blocked: Callable[[int], object]
    _added_mu: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    _blocks: dict[int, Refusal | None] = field(default_factory=dict)

    def judge(self, rows: Iterable[SheetRow]) -> list[Judged]:
        """Every row's outcome, in the sheet's order."""
        read = [self._read(row) for row in rows]
        by_parcel, by_person, first = _claimants(read, self.digest)
        return [one if one.row is None else self._settled(one, one.row, by_parcel, by_person, first) for one in read]

    def _read(self, row: SheetRow) -> Judged:
        line = Line(row.cells)
        try:
            claim = read_claim(line, self.profile)
        except Refusal as refusal:
            texts = {name: str(row.cells[header] or "") for name, header in (("h", "户号"), ("p", "宗地号"))}
            return Judged(row.line, texts["h"], texts["p"], Deed.REFUSED, refusal=refusal)
        return Judged(row.line, claim.household, claim.parcel, Deed.DRAFT, claim)

    def _settled(
        self,
        one: Judged,
        row: ClaimRow,
        by_parcel: dict[str, list[Judged]],
        by_person: dict[str, list[Judged]],
        first: dict[str, Judged],
    ) -> Judged:
        try:
            self._refuse_place(row)
            _refuse_twice(one, by_parcel[row.parcel])
            if row.id_number:
                self._refuse_person(one, row, by_person[self.digest(row.id_number)])
            self._refuse_household(row, first[row.household])
            deed = self._deed(row)
            if deed is Deed.DRAFT:
                self._refuse_yield(row)
                self._refuse_area(row)
        except Refusal as refusal:
            return Judged(one.line, one.household, one.parcel, Deed.REFUSED, row, refusal)
        return Judged(one.line, one.household, one.parcel, deed, row)

    def _refuse_place(self, row: ClaimRow) -> None:
        if not self.remit.holds(row.township, row.village):
            raise Refusal("outside-remit", "不在您的辖区内，不能办理。", "village")

    def _refuse_person(self, one: Judged, row: ClaimRow, others: list[Judged]) -> None:
        for other in others:
            if other.household != one.household:
                sentence = "公民身份号码与第 {line} 行户号 {household} 相同，一户报了两次。"
                raise Refusal("claimed-twice", sentence, "id_number", line=other.line, household=other.household)
        holder = self.register.persons.get(self.digest(row.id_number))
        if holder not in (None, row.household):
            raise Refusal("duplicate-person", "这个公民身份号码已登记在{holder}。", "id_number", **self._named(holder))

    def _refuse_household(self, row: ClaimRow, first: Judged) -> None:
        known = self.register.households.get(row.household)
        if known is None:
            assert first.row is not None
            known = KnownHousehold(
                first.row.township, first.row.village, first.row.name, first.row.contract_mu, closed=False
            )
        told = {"number": row.household}
        if (known.township, known.village) != (row.township, row.village):
            raise Refusal("household-elsewhere", "户号 {number} 是别的村的户号。", "household", **told)
        if known.closed:
            raise Refusal("household-closed", "户号 {number} 已注销。", "household", **told)
        if known.name != row.name:
            raise Refusal("household-differs", "户号 {number} 登记的户主不是这个姓名。", "name", **told)
        if known.contract_mu != row.contract_mu:
            sentence = "户号 {number} 登记的承包面积是 {mu} 亩。"
            raise Refusal("contract-differs", sentence, "contract_mu", **told, mu=str(known.contract_mu))

    def _deed(self, row: ClaimRow) -> Deed:
        """By the plot as it is registered and the state of its village's list."""
        plot = self.register.plots.get(row.parcel)
        if plot is not None and plot.household != row.household:
            raise Refusal("duplicate-parcel", "宗地号已登记在{holder}名下。", "parcel", **self._named(plot.household))
        if plot is not None and plot.area_mu != row.area_mu:
            sentence = "这个地块登记的面积是 {mu} 亩，更正请到地块页办理。"
            raise Refusal("area-differs", sentence, "area_mu", mu=str(plot.area_mu))
        listed = self.register.lists.get((row.township, row.village))
        line = self.register.lines.get(plot.id) if plot is not None else None
        same = line is not None and (line.cover, line.kg_per_mu, line.sample) == (row.cover, row.kg_per_mu, row.sample)
        if listed is None or listed[1] == ListState.DRAFT:
            return Deed.PRESENT if same else Deed.DRAFT
        if not same:
            raise Refusal("differs-from-list", "与公示的名册不同；要改须退回重拟、重新公示。", "parcel")
        if listed[1] == ListState.CHECKED and self.remit.is_county:
            self._refuse_blocked(listed[0])
            return Deed.CERTIFY
        return Deed.PRESENT

    def _refuse_blocked(self, list_id: int) -> None:
        """What keeps a list from being certified, asked once for each list."""
        if list_id not in self._blocks:
            try:
                self.blocked(list_id)
                self._blocks[list_id] = None
            except Refusal as refusal:
                self._blocks[list_id] = refusal
        block = self._blocks[list_id]
        if block is not None:
            raise block

    def _refuse_yield(self, row: ClaimRow) -> None:
        norm = self.register.norms(self.session, self.season, (row.township, row.village)).get(row.cover)
        grams = certified_grams(row.area_mu, row.kg_per_mu)
        name = row.plot or row.parcel
        claim = rules.Claim(name, row.household, row.area_mu, row.kg_per_mu, grams, bool(row.sample), norm)
        rules.refuse_over_norm(claim)
        if not row.sample and plausible_yield(row.kg_per_mu, self.profile).outcome is Outcome.WARN:
            raise Refusal("sample-missing", "地块 {plot} 的亩产偏高，须附实测样方。", "measured_sample", plot=name)

    def _refuse_area(self, row: ClaimRow) -> None:
        if row.parcel in self.register.plots:
            return
        held = self.register.areas.get(row.household, Decimal(0)) + self._added_mu[row.household]
        refuse_beyond_contract(row.contract_mu, held, row.area_mu)
        self._added_mu[row.household] += row.area_mu

    def _named(self, number: str | None) -> dict[str, str]:
        """A household as this reader may know of it: another place's is not named."""
        known = self.register.households.get(number or "")
        named = known is not None and self.remit.holds(known.township, known.village)
        return {"holder": f"户号 {number}" if named else "别处的农户"}


def _claimants(
    read: list[Judged], digest: Callable[[str], str]
) -> tuple[dict[str, list[Judged]], dict[str, list[Judged]], dict[str, Judged]]:
    """Rows by parcel and by person, and the first row of each household."""
    by_parcel: dict[str, list[Judged]] = defaultdict(list)
    by_person: dict[str, list[Judged]] = defaultdict(list)
    first: dict[str, Judged] = {}
    for one in read:
        if one.row is not None:
            by_parcel[one.row.parcel].append(one)
            first.setdefault(one.row.household, one)
            if one.row.id_number:
                by_person[digest(one.row.id_number)].append(one)
    return by_parcel, by_person, first


def _refuse_twice(one: Judged, others: list[Judged]) -> None:
    for other in others:
        if other.line != one.line:
            sentence = "宗地号 {parcel} 与第 {line} 行户号 {household} 重复，一块地报了两次。"
            told = {"parcel": one.parcel, "line": other.line, "household": other.household}
            raise Refusal("claimed-twice", sentence, "parcel", **told)
