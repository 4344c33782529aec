"""The place of origin: county, townships, villages, and the box in which a plot's point must lie."""

from decimal import Decimal
from fractions import Fraction

from gitrace.profile.values import Amount, Angle, Frozen, Tag, Tagged, degrees


class Township(Frozen):
    """A township by its nine-digit code. Where `grows` is false a processor may sit, and no shoot grows."""

    code: str
    name: str
    name_en: str
    grows: bool
    tag: Tag


class Village(Frozen):
    """A village by its twelve-digit code; the first nine are its township's."""

    code: str
    name: str
    tag: Tag


class Extent(Frozen):
    """The county's extent (WGS-84), widened at the edge for points that were taken on shifted web maps.

    Tolerances in degrees, about one kilometre each.
    """

    west: Angle
    east: Angle
    south: Angle
    north: Angle
    tag: Tag
    tolerance_longitude: Tagged[Amount]
    tolerance_latitude: Tagged[Amount]

    def holds_longitude(self, longitude: Decimal) -> bool:
        """Whether a longitude in degrees lies inside, both ends included, compared exactly."""
        return _within(longitude, self.west, self.east, self.tolerance_longitude.value)

    def holds_latitude(self, latitude: Decimal) -> bool:
        """Whether a latitude in degrees lies inside, both ends included, compared exactly."""
        return _within(latitude, self.south, self.north, self.tolerance_latitude.value)


class County(Frozen):
    """The county of origin, all of whose townships are the product's area until the announcement's table is known."""

    code: str
    name: str
    name_en: str
    core_township: str
    area_tag: Tag
    townships: tuple[Township, ...]
    villages: tuple[Village, ...]
    extent: Extent

    def township(self, code: str) -> Township | None:
        """The township with this code, or None."""
        return next((township for township in self.townships if township.code == code), None)

    def grows_in(self, code: str) -> bool:
        """Whether plots and households may be registered under this township code."""
        township = self.township(code)
        return township is not None and township.grows


def _within(value: Decimal, low: Angle, high: Angle, tolerance: Decimal) -> bool:
    margin = Fraction(tolerance)
    return degrees(low) - margin <= Fraction(value) <= degrees(high) + margin
