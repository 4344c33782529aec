"""Every setting, declared once: name, default, help. The CLI, README and error texts read this declaration."""

import os
from pathlib import Path

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "GITRACE_"


class MisspeltSetting(Exception):
    """An environment variable that begins with GITRACE_ and names no setting, or a value that does not fit."""


class Settings(BaseSettings):
    """Read from the environment as GITRACE_<NAME>; `gitrace settings` prints them with their present values."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    home: Path = Field(Path("instance"), description="Folder of databases, keys, stored files and exports.")
    database_url: str = Field(
        "",
        description="PostgreSQL address (postgresql://user@host/name); empty: SQLite files in the home.",
    )
    checkpoint_dir: Path | None = Field(
        None,
        description="Folder, on another disk, that receives every published checkpoint of the log.",
    )
    label_host: str = Field(
        "",
        description="Host name printed in labels, without scheme; outside demo nothing is printed until it is set.",
    )
    label_upper_case: bool = Field(
        True, description="Print label addresses in upper case (smaller symbols); off for scanners that mistreat it."
    )
    log_origin: str = Field(
        "gitrace.local/log", description="Name of the log in its checkpoints; fixed when the home is made."
    )
    proxies: int = Field(
        0, ge=0, le=5, description="Number of trusted reverse proxies whose X-Forwarded-* headers are believed."
    )
    workers: int = Field(2, ge=1, le=64, description="Web worker processes.")
    session_hours: int = Field(12, ge=1, le=720, description="Hours after which an unused sign-in ends.")
    write_wait_seconds: float = Field(
        4.0, gt=0, le=60, description="Longest wait for the write lock before a request is answered 503."
    )
    min_free_mb: int = Field(
        200, ge=0, description="Writes stop when the home's disk has less than this many MiB free; reads go on."
    )
    icp_number: str = Field("", description="ICP filing number (ICP备案号) shown in the footer.")
    police_number: str = Field("", description="Public security filing number (公安备案号) shown in the footer.")
    region_prefixes: Path | None = Field(
        None, description="CSV file of address prefixes and their coarse regions; empty: no scan is given a region."
    )
    contact: str = Field("", description="Whom the privacy notice names for requests: office, address or telephone.")
    demo: bool = Field(False, description="Say 演示数据 on every page and allow printing with a made-up host.")

    @field_validator("label_host")
    @classmethod
    def _bare_host(cls, value: str) -> str:
        if "/" in value or " " in value:
            raise ValueError("a host name without scheme or path, such as label.example.gov.cn")
        return value.lower()

    @property
    def is_sqlite(self) -> bool:
        """Whether the ledger lives in the embedded database."""
        return not self.database_url


def load_settings(**overrides: object) -> Settings:
    """The settings of this process; `overrides` come from the command line.

    Raises MisspeltSetting with one sentence a line, naming each variable that is unknown or does not fit.
    """
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    strangers = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
    if strangers:
        raise MisspeltSetting(f"unknown setting {', '.join(strangers)}; `gitrace settings` lists them all")
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        lines = [f"{PREFIX}{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors()]
        raise MisspeltSetting("; ".join(lines)) from None
