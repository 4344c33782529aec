"""Every setting stands in README, and a misspelt one stops the service with a sentence."""

import pytest

from gitrace.cli.settings import settings_table
from gitrace.settings import MisspeltSetting, load_settings
from house.plan import TREE


def test_readme_has_the_table_of_settings() -> None:
    assert settings_table() in (TREE / "README.md").read_text()


def test_a_misspelt_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITRACE_HOEM", "x")
    with pytest.raises(MisspeltSetting, match="GITRACE_HOEM"):
        load_settings()


def test_a_value_that_does_not_fit_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITRACE_WORKERS", "many")
    with pytest.raises(MisspeltSetting, match="GITRACE_WORKERS"):
        load_settings()


def test_a_host_is_bare(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITRACE_LABEL_HOST", "https://label.example.com/")
    with pytest.raises(MisspeltSetting, match="GITRACE_LABEL_HOST"):
        load_settings()
