"""What a service can be told from outside, and what a production start refuses.

Read from the environment (`MOTCUA_*`) once, at the composition root; never imported as a global.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.auth import DEVELOPMENT_ISSUER


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Part(StrEnum):
    """The two roles of a service's process."""

    API = "api"
    WORKER = "worker"


class Settings(BaseSettings):
    """All settings of one process. Durations in seconds.

    instance: its name among the processes of its service, the same after a restart and nobody else's: Kafka then keeps
    its partitions for it meanwhile, and the others need not stop and share them anew.
    """

    model_config = SettingsConfigDict(env_prefix="MOTCUA_", extra="ignore", hide_input_in_errors=True)

    environment: Environment = Environment.PRODUCTION
    roles: frozenset[Part] = frozenset(Part)
    host: str = "127.0.0.1"
    port: int = 8000
    database_url: str
    owner_database_url: str | None = None
    kafka: str
    jwks: str
    issuer: str
    audience: str = "motcua"
    service_token_file: Path | None = None
    peers: dict[str, str] = Field(default_factory=dict)
    state: Path = Path("state")
    anchors: Path = Field(default_factory=lambda known: known["state"] / "anchors")
    log_level: str = "INFO"
    writers: int = 8
    instance: str | None = Field(default=None, pattern=r"^[A-Za-z0-9._-]{1,200}$")
    batch: int = 500
    relay_batch: int = 2000
    heads_every: float = 180
    heads_settle: float = 120
    grace: float = 15
    kill_at: str = ""

    @model_validator(mode="after")
    def _fit_for_production(self) -> Self:
        """A production start refuses what only serves development and tests."""
        if self.environment is Environment.PRODUCTION:
            if self.issuer == DEVELOPMENT_ISSUER:
                raise ValueError("the development issuer is not for production: set MOTCUA_ISSUER and MOTCUA_JWKS")
            if ":throw-away" in self.database_url:
                raise ValueError("a sandbox's password is not for production: set MOTCUA_DATABASE_URL")
            if self.kill_at:
                raise ValueError("MOTCUA_KILL_AT is for tests only")
        return self

    @property
    def development(self) -> bool:
        return self.environment is Environment.DEVELOPMENT
