"""Homes for whole services."""

import shutil
from pathlib import Path

import pytest

from gitrace.settings import Settings


@pytest.fixture
def home(sqlite_template: Path, tmp_path: Path) -> Settings:
    """Settings of a ready home on SQLite."""
    return Settings(home=shutil.copytree(sqlite_template, tmp_path / "home"))
