"""A service of its own for each walk, over the home that the walk's `settings` made."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from service import Service
from walking import Company

from gitrace.settings import Settings


@pytest.fixture
def service(chromium: Browser, settings: Settings) -> Iterator[Service]:
    """Started once there is somebody to walk."""
    with Service(settings) as running:
        yield running


@pytest.fixture
def company(service: Service, chromium: Browser, tmp_path: Path) -> Iterator[Company]:
    """Whoever is met on the way, each at a browser of her own."""
    everybody = Company(chromium, service.address)
    yield everybody
    everybody.goes_home()
