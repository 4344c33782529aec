"""What a newcomer can try on the day of the start."""

from datetime import date

from gitrace.demo.seasons import Harvest, harvests
from gitrace.profile import seed_profile


def advice(made_on: date, today: date) -> str:
    """One line. Outside the harvests a weighing is booked and fails its check, as it would in earnest."""
    _, latest = harvests(today, seed_profile())
    if today > latest.ends:
        return (
            f"today: no harvest (the last ended on {latest.ends}); a weighing is booked but fails its season check. "
            "Scan, print, hold, audit; or start with an empty home in season"
        )
    doing = "as clerk weigh in for household GZ-001, as packer pour it"
    return f"today: {_window(latest)}; {doing}{_stale(made_on, today)}"


def _window(harvest: Harvest) -> str:
    return f"{harvest.cover} shoots are dug until {harvest.ends}"


def _stale(made_on: date, today: date) -> str:
    return "" if made_on == today else "; remove the home for a season that runs up to today"
