"""What only payment is told from outside (`MOTCUA_PAYMENT_*`): where the national payment platform is, and who we are.

The secret signs and proves messages; it is never logged and never shown. A production start refuses a sandbox's.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import SecretStr
from pydantic_settings import SettingsConfigDict

from shared.declared import Declared
from shared.kinds import Duration, Secret, Text, Url


class PaymentSettings(Declared):
    """Read once, at the composition root."""

    model_config = SettingsConfigDict(env_prefix="MOTCUA_PAYMENT_")

    bank_url: Annotated[str, Url("the platform, before `/init` and `/query`", needed=True)] = ""
    partner: Annotated[str, Text("who we are to it (MaDoiTac)", needed=True)] = ""
    secret: Annotated[SecretStr, Secret("the last field of every MaXacThuc", needed=True)] = SecretStr("")
    token: Annotated[SecretStr, Secret("the bearer token of INIT, where the platform wants one")] = SecretStr("")
    ip: Annotated[str, Text("our own address as the platform shall see it; a payer's is not kept", needed=True)] = (
        "127.0.0.1"
    )
    account: Annotated[str, Text("the beneficiary's account (TKThuHuong)", needed=True)] = ""
    account_bank: Annotated[str, Text("its bank's code (MaNHThuHuong)", needed=True)] = ""
    account_name: Annotated[str, Text("its holder (TenTKThuHuong)", needed=True)] = ""
    timeout: Annotated[float, Duration("for one call", most=25)] = 10
