"""What a clerk is told at the scale beside the checks before labels: it looks wrong, or soon will be.

Nothing of it is refused or frozen: a grower may truly bring three times as much.
"""

from datetime import date

from gitrace.deliveries.checks import verified_until
from gitrace.deliveries.facts import ScaleFacts
from gitrace.deliveries.weight import jin
from gitrace.profile import Finding, Outcome, Profile


def usual_warning(net_g: int, usual_g: int | None, profile: Profile) -> Finding | None:
    """Of a net weight that is the profile's multiple of the grower's usual one, or more; whole grams."""
    if usual_g is None or profile.weighing is None or net_g < usual_g * profile.weighing.times_usual.value:
        return None
    facts: dict[str, str | int] = {"net": jin(net_g), "usual": jin(usual_g)}
    facts["times"] = profile.weighing.times_usual.value
    sentence = "净重 {net} 斤，是该户平常（{usual} 斤）的 {times} 倍以上，请核对单位和小数点。"
    return Finding("unusual-weight", Outcome.WARN, sentence, "产品档案：过磅提醒", facts)


def certificate_warning(scale: ScaleFacts, day: date, profile: Profile) -> Finding | None:
    """Of a scale whose certificate still holds and ends within the profile's days."""
    if profile.weighing is None:
        return None
    until = verified_until(scale, profile)
    left = (until - day).days
    if not 0 <= left <= profile.weighing.certificate_due_days.value:
        return None
    facts: dict[str, str | int] = {"scale": scale.number, "until": until.isoformat(), "left": left}
    sentence = "衡器 {scale} 的检定有效期至 {until}，还剩 {left} 天，请安排检定。"
    return Finding("certificate-due", Outcome.WARN, sentence, "计量器具强制检定", facts)
