"""Rules of lists: steps, notice, and sums held against norms. Plain values in; areas in mu, norms in kg per mu."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from gitrace.errors import Refusal
from gitrace.people.roles import Level
from gitrace.profile import Finding, Outcome
from gitrace.villages.tables import ListState

NEXT = {ListState.DRAFT: ListState.NOTICE, ListState.NOTICE: ListState.CHECKED, ListState.CHECKED: ListState.CERTIFIED}
_WIDTH = {Level.VILLAGE: 0, Level.TOWNSHIP: 1, Level.COUNTY: 2}
_STEP_WORDS = {
    ListState.NOTICE: (Level.VILLAGE, "公示"),
    ListState.CHECKED: (Level.TOWNSHIP, "镇审核"),
    ListState.CERTIFIED: (Level.COUNTY, "县核定"),
}
_NORM_CLAUSE = "县核定办法：以产定标"


@dataclass(frozen=True)
class Claim:
    """One line as rules read it. `norm`: kg per mu of its cover, None where the county recorded none."""

    plot: str
    household: str
    area_mu: Decimal
    kg_per_mu: Decimal
    grams: int
    sampled: bool
    norm: Decimal | None = None


@dataclass(frozen=True)
class Measure:
    """A sum of claims beside the most that area and norm allow; `most_g` None: one of the two is not recorded."""

    grams: int
    most_g: int | None

    @property
    def over_g(self) -> int:
        """By how much the claims go beyond, grams, ≥ 0."""
        return 0 if self.most_g is None else max(0, self.grams - self.most_g)


def refuse_step(state: str, to: ListState, level: Level) -> None:
    """A step follows the one before, and is taken by its level or a wider one that stands in.

    Raises Refusal("not-its-turn" | "level-too-low").
    """
    least, words = _STEP_WORDS[to]
    if NEXT.get(ListState(state)) is not to:
        raise Refusal("not-its-turn", "名册现在的状态不能办理这一步，请刷新后再看。")
    if _WIDTH[level] < _WIDTH[least]:
        raise Refusal("level-too-low", "“{step}”由上一级办理。", step=words)


def notice_ends(first: date, days: int) -> date:
    """The last day of a notice of so many days, the first one counted."""
    return first + timedelta(days=days - 1)


def refuse_early(until: date | None, today: date) -> None:
    """The notice has run its course. Raises Refusal("notice-runs")."""
    if until is None or today <= until:
        raise Refusal("notice-runs", "公示到 {until} 为止，期满后才能审核。", until=until.isoformat() if until else "—")


def over_norm(claim: Claim) -> bool:
    """Whether a claim goes beyond its norm without a measured sample; never, where no norm is recorded."""
    return claim.norm is not None and not claim.sampled and claim.kg_per_mu > claim.norm


def refuse_over_norm(claim: Claim) -> None:
    """Raises Refusal("over-norm") naming the plot."""
    if over_norm(claim):
        raise Refusal(
            "over-norm",
            "地块 {plot} 的亩产 {kg} 公斤高于定额 {norm} 公斤，须附实测样方。",
            "kg_per_mu",
            plot=claim.plot,
            kg=str(claim.kg_per_mu),
            norm=str(claim.norm),
        )


def measured(claims: Iterable[Claim], area_mu: Decimal | None) -> Measure:
    """Claims beside what an area can bear: plots with a measured sample at their own figure, the rest of the area at
    the norm; where covers with several norms stand together, at the greatest.
    """
    claims = list(claims)
    grams = sum(claim.grams for claim in claims)
    plain = [claim for claim in claims if not claim.sampled]
    norms = [claim.norm for claim in plain if claim.norm is not None]
    if area_mu is None or len(norms) < len(plain):
        return Measure(grams, None)
    sampled = [claim for claim in claims if claim.sampled]
    rest = max(Decimal(0), area_mu - sum((claim.area_mu for claim in sampled), Decimal(0)))
    bearing = int(rest * max(norms, default=Decimal(0)) * 1000)
    return Measure(grams, bearing + sum(claim.grams for claim in sampled))


def sum_findings(
    claims: Iterable[Claim], contracts: dict[str, Decimal], places: Iterable[tuple[str, Measure]]
) -> list[Finding]:
    """What stands against a list: lines over the norm, households over their contract, places over their bearing area.

    `contracts`: contract area by household's number; `places`: name and measure of the village and its township.
    """
    claims = list(claims)
    found = [_over_norm_finding(claim) for claim in claims if over_norm(claim)]
    for number, contract in contracts.items():
        measure = measured((claim for claim in claims if claim.household == number), contract)
        if measure.over_g:
            sentence = "户号 {place} 的核定量合计超过承包面积乘定额 {over} 公斤。"
            found.append(_over("household-over-norm", sentence, number, measure))
    for place, measure in places:
        if measure.over_g:
            found.append(_over("place-over-norm", "{place}合计超过投产面积乘定额 {over} 公斤。", place, measure))
        if measure.most_g is None:
            sentence = "{place}的投产面积或定额未记录，合计没有核对。"
            found.append(Finding("figure-missing", Outcome.WARN, sentence, _NORM_CLAUSE, {"place": place}))
    return found


def refuse_findings(findings: Iterable[Finding]) -> None:
    """Nothing that fails goes on to the next step. Raises Refusal with the first failing finding's words."""
    for finding in findings:
        if finding.outcome is Outcome.FAIL:
            raise Refusal(finding.code, finding.sentence, None, **finding.facts)


def _over_norm_finding(claim: Claim) -> Finding:
    facts: dict[str, str | int] = {"plot": claim.plot, "kg": str(claim.kg_per_mu), "norm": str(claim.norm)}
    sentence = "地块 {plot} 的亩产 {kg} 公斤高于定额 {norm} 公斤，须附实测样方。"
    return Finding("over-norm", Outcome.FAIL, sentence, _NORM_CLAUSE, facts)


def _over(code: str, sentence: str, place: str, measure: Measure) -> Finding:
    facts: dict[str, str | int] = {"place": place, "over": f"{Decimal(measure.over_g) / 1000:.1f}"}
    return Finding(code, Outcome.FAIL, sentence, _NORM_CLAUSE, facts)
