"""Where growers and producers may sit. Plain values in."""

from gitrace.errors import Refusal
from gitrace.profile.product import Profile


def refuse_growing_township(code: str, profile: Profile, field: str = "township") -> None:
    """Households and plots lie in one of the townships of origin. Raises Refusal("outside-area")."""
    if not profile.county.grows_in(code):
        raise Refusal("outside-area", "乡镇代码 {township} 不在产地范围内。", field, township=code)


def refuse_township(code: str, profile: Profile, field: str = "township") -> None:
    """A producer sits in the county, its industrial park included. Raises Refusal("outside-area")."""
    if profile.county.township(code) is None:
        raise Refusal("outside-area", "乡镇代码 {township} 不在本县。", field, township=code)
