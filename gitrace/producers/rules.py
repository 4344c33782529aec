"""Rules of producers: which authorisation is in force, when labels may be made, what may be registered.

Plain values in; days are days in Shanghai.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gitrace.errors import Refusal
from gitrace.identifiers import uscc
from gitrace.people.acting import require_own
from gitrace.profile import Finding, Outcome, Profile

__all__ = [
    "AuthorisationFacts",
    "authorisation_finding",
    "authorisation_on",
    "label_use_finding",
    "listing_finding",
    "producer_findings",
    "registrable_uscc",
    "require_forms",
    "require_own",
    "require_state",
]

_CLAUSE = "地理标志专用标志管理：使用资格"


@dataclass(frozen=True)
class AuthorisationFacts:
    """A permission to use the mark, for days from `from_day` to `until_day`, both included.

    From `withdrawn_on` on it is not in force. `announcement` is empty where its number is not known.
    """

    from_day: date
    until_day: date
    announcement: str
    forms: tuple[str, ...]
    withdrawn_on: date | None

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on `day`."""
        return self.from_day <= day <= self.until_day and (self.withdrawn_on is None or day < self.withdrawn_on)


def authorisation_on(
    authorisations: Iterable[AuthorisationFacts], day: date, form: str | None = None
) -> AuthorisationFacts | None:
    """The authorisation in force on `day`, for `form` if one is named; of several the one that ends last."""
    holding = [one for one in authorisations if one.holds_on(day) and (form is None or form in one.forms)]
    return max(holding, key=lambda one: one.until_day, default=None)


def producer_findings(
    *,
    authorisations: Iterable[AuthorisationFacts],
    form: str,
    day: date,
    listed: bool,
    label_use_allowed: bool,
    profile: Profile,
) -> tuple[Finding, ...]:
    """What stands between a producer and labels of a form on a day (出标前检查), a finding for each clause."""
    return (
        authorisation_finding(authorisations, form, day, profile),
        listing_finding(listed),
        label_use_finding(label_use_allowed),
    )


def authorisation_finding(
    authorisations: Iterable[AuthorisationFacts], form: str, day: date, profile: Profile
) -> Finding:
    """An authorisation is in force on the day and covers the form."""
    held = authorisation_on(authorisations, day, form)
    facts: dict[str, str | int] = {"day": day.isoformat(), "form": profile.form(form).name}
    if held is None:
        return Finding("authorisation", Outcome.FAIL, "{day} 没有涵盖{form}的有效用标核准。", _CLAUSE, facts)
    facts["until"] = held.until_day.isoformat()
    return Finding("authorisation", Outcome.PASS, "{form}的用标核准有效期至 {until}。", _CLAUSE, facts)


def listing_finding(listed: bool) -> Finding:
    """A producer on the serious-violation list gets no new labels."""
    clause = "市场监督管理严重违法失信名单管理办法"
    if listed:
        return Finding("listed", Outcome.FAIL, "生产者在严重违法失信名单上。", clause)
    return Finding("listed", Outcome.PASS, "生产者不在严重违法失信名单上。", clause)


def label_use_finding(allowed: bool) -> Finding:
    """The county has not stopped the producer's use of labels under the label agreement it signed."""
    clause = "标签使用协议"
    if allowed:
        return Finding("label-use", Outcome.PASS, "未暂停标签使用。", clause)
    return Finding("label-use", Outcome.FAIL, "监管部门已暂停该生产者的标签使用。", clause)


def registrable_uscc(text: str, reason: str | None) -> tuple[str, str | None]:
    """The code to register, and the reason that goes with one that fails its check.

    A few early codes were issued with a wrong check character; a written reason, and only then, lets one pass.
    Raises Refusal("invalid-uscc").
    """
    code = uscc.normalise_uscc(text)
    if reason and uscc.has_form(code) and not uscc.is_valid(code):
        return code, reason
    return uscc.parse_uscc(text), None


def require_state(state: str, *wanted: str) -> None:
    """An application goes its way once, step by step. Raises Refusal("application-decided")."""
    if state not in wanted:
        raise Refusal("application-decided", "这份申请的状态已经改变，请刷新页面查看。")


def require_forms(forms: Iterable[str], profile: Profile, food_licence: str | None, field: str) -> tuple[str, ...]:
    """Codes of the profile's forms, each once, in its order. Processed food needs the food production licence, SC.

    Raises Refusal("unknown-form" | "food-licence-missing").
    """
    asked = set(forms)
    known = [form for form in profile.forms if form.code in asked]
    if asked - {form.code for form in known}:
        raise Refusal("unknown-form", "请从所列选项中选择一项。", field)
    for form in known:
        if form.needs_food_licence and not food_licence:
            raise Refusal("food-licence-missing", "{form}须先登记食品生产许可证（SC）编号。", field, form=form.name)
    return tuple(form.code for form in known)
