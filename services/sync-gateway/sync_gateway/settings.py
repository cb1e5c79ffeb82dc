"""What the gateway alone is told from outside: where the national portal is, and as whom to log in.

Read from `MOTCUA_SYNC_*` once, at the composition root. The names are those of the portal's own documents where it
has one (`madonvi`, `dstcode`).
"""

from __future__ import annotations

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.settings import Environment

SANDBOX = "throw-away"  # how every secret of the sandbox begins


class SyncSettings(BaseSettings):
    """portal_url: the security server's forwarding address, without the paths below. Durations in seconds.

    madonvi: the province's id; dstcode: the portal's address on the national data exchange.
    """

    model_config = SettingsConfigDict(env_prefix="MOTCUA_SYNC_", extra="ignore")

    portal_url: str
    username: str
    password: SecretStr
    madonvi: str
    dstcode: str
    login_path: str = "/mapi/login"
    data_path: str = "/mapi/g"
    patience: float = Field(25, gt=0, le=25)  # for one call with all it asks; its lease is longer

    def check(self, environment: Environment) -> None:
        """A production start refuses what only opens the sandbox. Raises ValueError."""
        if environment is Environment.PRODUCTION and self.password.get_secret_value().startswith(SANDBOX):
            raise ValueError("a sandbox's password is not for production: set MOTCUA_SYNC_PASSWORD")
