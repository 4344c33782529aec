"""辖区: the part of the county that a regulator answers for, and whose households she may see and act on."""

from dataclasses import dataclass

from gitrace.errors import Refusal
from gitrace.people.roles import Level, Role
from gitrace.profile import Profile
from gitrace.work import Actor

_TOWNSHIP_DIGITS = 9


@dataclass(frozen=True)
class Remit:
    """The whole county, one township by its code, or in it one village by its name, as households give it."""

    township: str | None = None
    village: str | None = None

    @property
    def level(self) -> Level:
        """How wide it is."""
        if self.village is not None:
            return Level.VILLAGE
        return Level.COUNTY if self.township is None else Level.TOWNSHIP

    @property
    def is_county(self) -> bool:
        """Whether nothing lies outside it."""
        return self.township is None

    def holds(self, township: str, village: str) -> bool:
        """Whether a household of this village lies in it."""
        return self.township in (None, township) and self.village in (None, village)


def remit_of(area: str | None, profile: Profile) -> Remit:
    """The remit of an area code: none for the county, nine digits a township, twelve a village.

    A village that the profile does not name holds nobody: better an empty page than a stranger's household.
    """
    if area is None:
        return Remit()
    township = area[:_TOWNSHIP_DIGITS]
    if len(area) == _TOWNSHIP_DIGITS:
        return Remit(township)
    return Remit(township, next((one.name for one in profile.county.villages if one.code == area), area))


def require_within(actor: Actor, profile: Profile, township: str, village: str) -> None:
    """What is done about households is done by the regulators of their place, or by the county's.

    Raises Refusal("regulator-only" | "outside-remit").
    """
    if actor.role not in (None, Role.REGULATOR, Role.ADMINISTRATOR):
        raise Refusal("regulator-only", "这项操作只能由监管人员办理。")
    if not remit_of(actor.area, profile).holds(township, village):
        raise Refusal("outside-remit", "不在您的辖区内，不能办理。", "village")
