"""The addresses that labels bear."""

from gitrace.identifiers.digital_link import DigitalLink
from gitrace.settings import Settings

DEMO_HOST = "label.example"
"""What demonstration labels name while no host is set: a domain that can never be anybody's (RFC 2606)."""


def label_host(settings: Settings) -> str:
    """The official domain, as a person compares it."""
    return settings.label_host or DEMO_HOST


def label_address(settings: Settings, link: DigitalLink) -> str:
    """The address that the symbol holds."""
    return link.address(label_host(settings), upper_case=settings.label_upper_case)
