"""What only payment is told from outside (`MOTCUA_PAYMENT_*`): where the national payment platform is, and who we are.

The secret signs and proves messages; it is never logged and never shown. A production start refuses a sandbox's.
"""

from __future__ import annotations

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.settings import Environment

SANDBOX = "throw-away"  # how every secret of the sandbox begins


class PaymentSettings(BaseSettings):
    """Read once, at the composition root.

    bank_url: what `/init` and `/query` are appended to. partner: MaDoiTac. secret: the last field of every MaXacThuc.
    token: the bearer token of INIT. ip: our own address as the platform shall see it; a payer's is not kept.
    account, account_bank, account_name: the beneficiary (TKThuHuong, MaNHThuHuong, TenTKThuHuong).
    """

    model_config = SettingsConfigDict(env_prefix="MOTCUA_PAYMENT_", extra="ignore")

    bank_url: str = ""
    partner: str = ""
    secret: SecretStr = SecretStr("")
    token: SecretStr = SecretStr("")
    ip: str = "127.0.0.1"
    account: str = ""
    account_bank: str = ""
    account_name: str = ""
    timeout: float = Field(10, gt=0, le=25, description="seconds for one call")

    def check(self, environment: Environment) -> None:
        """A production start refuses what only serves development and tests. Raises ValueError."""
        if environment is not Environment.PRODUCTION:
            return
        if not (self.partner and self.secret.get_secret_value()):
            raise ValueError("the payment platform is not configured: set MOTCUA_PAYMENT_PARTNER and _SECRET")
        if self.secret.get_secret_value().startswith(SANDBOX):
            raise ValueError("a sandbox's secret is not for production: set MOTCUA_PAYMENT_SECRET")
        if not self.bank_url.startswith("https://"):
            raise ValueError("production pays over https only: set MOTCUA_PAYMENT_BANK_URL")
