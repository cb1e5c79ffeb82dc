"""The settings of the sandbox (`SANDBOX_*`), read once by `sandbox.app`.

Every secret here is throw-away: it protects only a sandbox on a developer's machine.
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
    public: str = Field("", description="the URL for a payer's browser, ending in /; else the one of the request")

    rate: float = Field(0, ge=0, le=1, description="share of calls that fail, until PUT /faults changes it")
    seed: int = 1
    slow: float = Field(1.0, description="longest delay of a `slow` response or callback")
    hang: float = Field(2.0, description="delay of `done_but_timeout` before it drops the connection")

    backoff: float = Field(0.2, description="pause before the second attempt of a callback; doubles up to 25 times")
    attempts: int = Field(10, ge=1, description="attempts of one callback before it is given up")

    partner: str = "MOTCUA-H99"
    partner_secret: str = "throw-away-bank-secret"  # noqa: S105  # see above
    partner_callback: str = ""
    payer_back: str = Field("", description="where the bank's page leads a payer back to; without it nowhere")

    post_username: str = "motcua"
    post_password: str = "throw-away-post-password"  # noqa: S105  # see above
    post_customer: str = "T290000001"
    post_token_seconds: float = 3600
    post_webhook: str = ""
    post_stage: float = Field(0.2, description="between two statuses of a parcel that moves by its plan")
    post_window: float = Field(0.05, description="changes within this time share a webhook")
    post_batch: int = Field(10, ge=1, description="most items of one webhook")

    portal_username: str = "motcua"
    portal_password: str = "throw-away-portal-password"  # noqa: S105  # see above
    portal_session_seconds: float = 600
    portal_session_calls: int = 500

    smtp_port: int = 8925
    smtp_certificate: str = Field("", description="PEM with key and certificate; without one there is no STARTTLS")
    smtp_username: str = "motcua"
    smtp_password: str = "throw-away-smtp-password"  # noqa: S105  # see above
    mail_bounces: str = Field("", description="where the machine that receives returned mail hands it on")
    mail_bounce_key: str = "throw-away-bounce-key-of-the-mail-server"

    sms_api_key: str = "throw-away-sms-account"
    sms_secret_key: str = "throw-away-sms-password"  # noqa: S105  # see above
    sms_brandname: str = "HOAGIANG"
    sms_reports: str = Field("", description="where the gateway reports what became of a message")
    sms_report_key: str = "throw-away-sms-report-key"
