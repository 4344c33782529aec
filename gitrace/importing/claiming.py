"""A sheet of claims tried, or carried out in short commits: drafted where the list is a draft, certified where the
township has checked it. Run again after an interruption, it finishes.
"""

import csv
import io
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from sqlmodel import select

from gitrace import clock
from gitrace.clock import shanghai_day
from gitrace.errors import Refusal
from gitrace.growers.certifying import yield_of
from gitrace.growers.households import RegisterHousehold, register_household
from gitrace.growers.identity import id_digest
from gitrace.growers.plots import RegisterPlot, register_plot
from gitrace.growers.queries import household_by_number
from gitrace.growers.tables import Household, Plot, PlotPlace
from gitrace.importing.claims import ClaimsJudge, Deed, Judged
from gitrace.importing.register import Register
from gitrace.importing.sheets import Sheet
from gitrace.importing.village_sheet import EXAMPLE, Claim, ClaimRow
from gitrace.people.remit import remit_of
from gitrace.profile.commands import profile_on
from gitrace.storage import Store, reading
from gitrace.supervision.spreadsheets import harmless
from gitrace.villages.certifying import certify_claim
from gitrace.villages.drafting import DraftList, PutLine, draft_list, put_line
from gitrace.villages.queries import Claimed, claimed, list_of, the_list
from gitrace.villages.steps import finish_list, refuse_uncertifiable, require_certifiable
from gitrace.villages.tables import ListState
from gitrace.work import Actor, Work, writing

ROWS_A_COMMIT = 25
"""A row may register a household and a plot and claim it; so many hold the write lock for about a fifth of a second."""
REPORT_COLUMNS = ("行", "户号", "宗地号", "结果", "代码", "说明")
DEED_WORDS = {Deed.DRAFT: "列入村拟定", Deed.CERTIFY: "县核定", Deed.PRESENT: "已有", Deed.REFUSED: "没有办理"}

Told = Callable[[int, int], None]


@dataclass
class Carried:
    """What came of a sheet. `finished`: villages whose lists were certified whole."""

    judged: list[Judged] = field(default_factory=list)
    finished: list[str] = field(default_factory=list)

    @property
    def counts(self) -> Counter[str]:
        """Rows by what came of them."""
        return Counter(one.deed.value for one in self.judged)

    def report(self) -> str:
        """Every row's outcome as CSV with BOM, so that a spreadsheet opens it right."""
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(REPORT_COLUMNS)
        for one in self.judged:
            code, words = (one.refusal.code, str(one.refusal)) if one.refusal else ("", "")
            cells = (one.household, one.parcel, DEED_WORDS[one.deed], code, words)
            writer.writerow([one.line, *map(harmless, cells)])
        return "\ufeff" + text.getvalue()


def try_claims(store: Store, actor: Actor, sheet: Sheet, season: int) -> Carried:
    """What `carry_out` would do, with nothing saved."""
    profile_day = shanghai_day(clock.now())
    with reading(store) as session:
        profile = profile_on(session, profile_day)
        judge = ClaimsJudge(
            session,
            Register.of(session, season),
            profile,
            remit_of(actor.area, profile),
            season,
            digest=lambda number: id_digest(store.keys, number),
            blocked=lambda key: refuse_uncertifiable(session, the_list(session, key)),
        )
        rows = [row for row in sheet.rows if row.cells[Claim.PARCEL.header] != EXAMPLE[0]]
        return Carried(judge.judge(rows))


def carry_out(store: Store, actor: Actor, sheet: Sheet, season: int, told: Told) -> Carried:
    """Do what each row asks for; then close the lists whose every line is certified.

    A row that is refused only when it is saved is told so. Raises Unavailable when the store stays busy.
    """
    outcome = try_claims(store, actor, sheet, season)
    judged = outcome.judged
    for first in range(0, len(judged), ROWS_A_COMMIT):
        outcome.judged[first : first + ROWS_A_COMMIT] = _commit(
            store, actor, judged[first : first + ROWS_A_COMMIT], season
        )
        told(min(first + ROWS_A_COMMIT, len(judged)), len(judged))
    places = {(one.row.township, one.row.village) for one in judged if one.row and one.deed is Deed.CERTIFY}
    outcome.finished = [place[1] for place in sorted(places) if _finish(store, actor, season, *place)]
    return outcome


def _commit(store: Store, actor: Actor, part: Sequence[Judged], season: int) -> list[Judged]:
    """One commit of several rows; where a row is refused late, each of them in a commit of its own."""
    try:
        with writing(store, actor) as work:
            _do(work, part, season)
    except Refusal as refusal:
        if len(part) == 1:
            return [replace(part[0], deed=Deed.REFUSED, refusal=refusal)]
        return [done for one in part for done in _commit(store, actor, [one], season)]
    return list(part)


def _do(work: Work, part: Sequence[Judged], season: int) -> None:
    lines: dict[tuple[str, str], dict[str | None, Claimed]] = {}
    for one in part:
        if one.row is not None and one.deed is Deed.DRAFT:
            _draft(work, one.row, season)
        elif one.row is not None and one.deed is Deed.CERTIFY:
            place = one.row.township, one.row.village
            lines[place] = lines.get(place) or _certifiable(work, season, *place)
            certify_claim(work, lines[place][one.row.parcel], season)


def _certifiable(work: Work, season: int, township: str, village: str) -> dict[str | None, Claimed]:
    """Lines by parcel of a list that may be certified now."""
    listed = list_of(work.session, season, township, village)
    assert listed is not None, "a row certifies only where a list was found"
    return {one.parcel: one for one in require_certifiable(work, listed.id)[1]}


def _draft(work: Work, row: ClaimRow, season: int) -> None:
    listed = list_of(work.session, season, row.township, row.village) or draft_list(
        work, DraftList(season=season, township=row.township, village=row.village)
    )
    plot = _plot(work, row)
    claim = PutLine(
        list_id=listed.id,
        plot=plot.number,
        cover=row.cover,
        kg_per_mu=row.kg_per_mu,
        measured_sample=row.sample or None,
    )
    put_line(work, claim)


def _plot(work: Work, row: ClaimRow) -> Plot:
    """The plot of this parcel, registered with its household where they are not yet."""
    found = work.session.exec(select(Plot).join(PlotPlace).where(PlotPlace.parcel == row.parcel)).one_or_none()
    if found is not None:
        return found
    form = RegisterPlot(
        household_id=_household(work, row).id,
        number=row.plot or None,
        parcel=row.parcel,
        township=row.township,
        area_mu=row.area_mu,
    )
    return register_plot(work, form)


def _household(work: Work, row: ClaimRow) -> Household:
    form = RegisterHousehold(
        number=row.household,
        name=row.name,
        phone=row.phone or None,
        id_number=row.id_number or None,
        township=row.township,
        village=row.village,
        contract_mu=row.contract_mu,
    )
    return household_by_number(work.session, row.household) or register_household(work, form)


def _finish(store: Store, actor: Actor, season: int, township: str, village: str) -> bool:
    """Close a list if its last line has been certified."""
    with writing(store, actor) as work:
        listed = list_of(work.session, season, township, village)
        if listed is None or listed.state != ListState.CHECKED:
            return False
        lines = claimed(work.session, listed)
        if any(yield_of(work, one.line.plot_id, season) is None for one in lines):
            return False
        finish_list(work, listed.id)
        return True
