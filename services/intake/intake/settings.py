"""What only intake can be told from outside (`MOTCUA_INTAKE_*`), and what a production start refuses.

Read from the environment once, at the composition root.
"""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.settings import Environment


class Intake(BaseSettings):
    """mailbox_url: the message port; `/messages` is appended. Without it no notice is begun."""

    model_config = SettingsConfigDict(env_prefix="MOTCUA_INTAKE_", extra="ignore")

    environment: Environment = Field(Environment.PRODUCTION, validation_alias="MOTCUA_ENVIRONMENT")
    mailbox_url: str | None = None

    @model_validator(mode="after")
    def _fit_for_production(self) -> Self:
        """Telephone numbers and what is told to whom do not travel in the clear."""
        if (
            self.environment is Environment.PRODUCTION
            and self.mailbox_url
            and not self.mailbox_url.startswith("https://")
        ):
            raise ValueError("the message port is reached by https only: set MOTCUA_INTAKE_MAILBOX_URL")
        return self
