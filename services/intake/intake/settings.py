"""What only intake can be told from outside (`MOTCUA_INTAKE_*`). Read once, at the composition root."""

from __future__ import annotations

from pydantic_settings import BaseSettings, SettingsConfigDict


class Intake(BaseSettings):
    """mailbox_url: the message port, `/messages` is appended. Without it nobody is told anything: no notice is due."""

    model_config = SettingsConfigDict(env_prefix="MOTCUA_INTAKE_", extra="ignore")

    mailbox_url: str | None = None
