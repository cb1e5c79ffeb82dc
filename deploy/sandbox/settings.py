"""What the sandbox can be told from outside (`SANDBOX_*`), read once by `sandbox.app`.

Every secret here is throw-away: it opens nothing but a sandbox on a developer's machine.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """All settings of the process. Durations in seconds."""

    model_config = SettingsConfigDict(env_prefix="SANDBOX_", extra="ignore")

    host: str = "127.0.0.1"
    port: int = 8900
    state: Path = Path("state")
    public: str = Field("", description="where a payer's browser finds it, with a last /; else as it was asked")

    rate: float = Field(0, ge=0, le=1, description="share of calls that go wrong, until PUT /faults says otherwise")
    seed: int = 1
    slow: float = Field(1.0, description="the longest a `slow` answer or callback takes")
    hang: float = Field(2.0, description="how long `done_but_timeout` hangs before it drops the connection")

    backoff: float = Field(0.2, description="before the second try of a callback; doubles up to 25 times as much")
    attempts: int = Field(10, ge=1, description="tries of one callback before the counterpart gives up")

    partner: str = "MOTCUA-H99"
    partner_secret: str = "throw-away-bank-secret"  # noqa: S105  # see above
    partner_callback: str = ""

    post_username: str = "motcua"
    post_password: str = "throw-away-post-password"  # noqa: S105  # see above
    post_customer: str = "T290000001"
    post_token_seconds: float = 3600
    post_webhook: str = ""
    post_stage: float = Field(0.2, description="between two statuses of a parcel that moves by its plan")
    post_window: float = Field(0.05, description="changes this close together share a webhook")
    post_batch: int = Field(10, ge=1, description="the most items of one webhook")

    portal_username: str = "motcua"
    portal_password: str = "throw-away-portal-password"  # noqa: S105  # see above
    portal_session_seconds: float = 600
    portal_session_calls: int = 500
