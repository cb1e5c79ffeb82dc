"""What only postal is told from outside (`MOTCUA_POSTAL_*`): the account at the post office, and who sends.

Read from the environment once, at the composition root. A production start refuses the sandbox.
"""

from __future__ import annotations

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.settings import Environment

SANDBOX = "throw-away"  # how every secret of the sandbox begins


class PostalSettings(BaseSettings):
    """Durations in seconds.

    post_url: what `/CreateOrder` is appended to. customer: the CMS customer code. webhook_key: the carrier's public
    key (PEM), a file or an address. sender_*: the desk as the carrier sees it. province, commune, service: the
    carrier's codes. look_every: how often a parcel on its way is looked at if the carrier does not knock.
    """

    model_config = SettingsConfigDict(env_prefix="MOTCUA_POSTAL_", extra="ignore")

    post_url: str = ""
    username: str = ""
    password: SecretStr = SecretStr("")
    customer: str = ""
    webhook_key: str = ""
    sender_name: str = "Trung tâm Phục vụ hành chính công"
    sender_phone: str = "19000000"
    sender_address: str = "Trung tâm Phục vụ hành chính công"
    province: str = "29"
    commune: str = "VNPOST"
    service: str = "CTN009"
    look_every: float = Field(6 * 3600, gt=0)
    timeout: float = Field(10, gt=0, le=25, description="for one request")

    def check(self, environment: Environment) -> None:
        """A production start refuses what only serves development and tests. Raises ValueError."""
        if environment is not Environment.PRODUCTION:
            return
        if not (self.username and self.password.get_secret_value() and self.customer and self.webhook_key):
            raise ValueError("the post office is not configured: set MOTCUA_POSTAL_USERNAME, _PASSWORD, _CUSTOMER")
        if self.password.get_secret_value().startswith(SANDBOX):
            raise ValueError("a sandbox's secret is not for production: set MOTCUA_POSTAL_PASSWORD")
        if not self.post_url.startswith("https://") or self.webhook_key.startswith("http://"):
            raise ValueError("the post office is reached by https only: set MOTCUA_POSTAL_POST_URL, _WEBHOOK_KEY")
