"""Events of the profile."""

from gitrace.ledger.events import Event, event


@event(
    "profile.adopted",
    1,
    public=True,
    zh="产品规则第 {version} 版自 {from_day} 起施行",
    en="Version {version} of the product profile in force from {from_day}",
)
class ProfileAdopted(Event):
    """A version of the profile; `digest` is SHA-256 over its JSON, hexadecimal."""

    version: int
    from_day: str
    digest: str
