"""The mail server that takes our e-mail (`MOTCUA_INTAKE_SMTP_*`)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import SecretStr
from pydantic_settings import SettingsConfigDict

from shared.kernel.declared import Declared, Environment
from shared.kernel.kinds import Choice, Count, Duration, Secret, Text
from shared.kernel.trust import Bundle

ADDRESS = r"[^@\s<>]{1,64}@[^@\s<>]{1,190}"


class SmtpSettings(Declared):
    """`sender` is what readers see, `bounces` whom the server tells of mail it could not deliver."""

    model_config = SettingsConfigDict(env_prefix="MOTCUA_INTAKE_SMTP_")

    host: Annotated[str, Text("the mail server", needed=True)] = ""
    port: Annotated[int, Count("its port: 587 with STARTTLS, 465 with TLS at once", unit="", most=65535)] = 587
    tls: Annotated[
        Literal["starttls", "implicit", "none"],
        Choice("how the connection is protected", never=frozenset({"none"}), why="sends addresses in the clear"),
    ] = "starttls"
    ca: Annotated[Path | None, Bundle("certificates (PEM) that prove it, not the public ones")] = None
    username: Annotated[str, Text("our account there; empty: the server knows us by our address")] = ""
    password: Annotated[SecretStr, Secret("its password", least=8)] = SecretStr("")
    sender: Annotated[str, Text("the address that notices come from", needed=True, pattern=ADDRESS)] = ""
    bounces: Annotated[
        str, Text("the envelope's sender, to which the server returns what it cannot deliver", pattern=ADDRESS)
    ] = ""
    bounce_key: Annotated[
        SecretStr,
        Secret("with which the machine that receives returned mail signs it; without one none is believed", least=32),
    ] = SecretStr("")
    timeout: Annotated[float, Duration("for one step of the conversation", most=25)] = 5

    def mismatches(self, _environment: Environment) -> Iterator[tuple[str, str]]:
        if self.username and not self.password.get_secret_value():
            yield "MOTCUA_INTAKE_SMTP_PASSWORD", "is needed with a username"
