"""What postal can be told from outside (`MOTCUA_POSTAL_*`), and what a production start refuses.

Read from the environment once, at the composition root. The carrier's account and the desk's address as sender.
"""

from __future__ import annotations

from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.settings import Environment

THROW_AWAY = "throw-away"  # how every secret of the sandbox begins


class Postal(BaseSettings):
    """The account at the post office. Durations in seconds.

    webhook_key: the carrier's public key (PEM), a file or an address. province, commune, service: the carrier's codes.
    """

    model_config = SettingsConfigDict(env_prefix="MOTCUA_POSTAL_", extra="ignore")

    environment: Environment = Field(Environment.PRODUCTION, validation_alias="MOTCUA_ENVIRONMENT")
    post_url: str
    username: str
    password: SecretStr
    customer: str
    webhook_key: str
    look_every: float = Field(6 * 3600, gt=0)
    patience: float = Field(10, gt=0)
    sender_name: str = "Bộ phận tiếp nhận và trả kết quả"
    sender_phone: str = "02180000000"
    sender_address: str = "Trung tâm Phục vụ hành chính công"
    province: str = "29"
    commune: str = "VNPOST"
    service: str = "CTN009"

    @model_validator(mode="after")
    def _fit_for_production(self) -> Self:
        """A production start refuses the sandbox: its secrets, and whatever is reached without TLS."""
        if self.environment is Environment.PRODUCTION:
            if self.password.get_secret_value().startswith(THROW_AWAY):
                raise ValueError("MOTCUA_POSTAL_PASSWORD is the sandbox's")
            if any(url.startswith("http://") for url in (self.post_url, self.webhook_key)):
                raise ValueError("the post office is reached by https only: MOTCUA_POSTAL_POST_URL, _WEBHOOK_KEY")
        return self
