"""The SMS gateway (`MOTCUA_INTAKE_BRANDNAME_*`): an account, a registered sender's name, and when nobody is woken."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import SecretStr
from pydantic_settings import SettingsConfigDict

from shared.kernel.declared import Declared
from shared.kernel.kinds import Duration, Secret, Text, Url
from shared.kernel.trust import Bundle

HOURS = r"([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]"


class BrandnameSettings(Declared):
    """Messages are customer care (SmsType 2), without accents: their templates are registered with the gateway."""

    model_config = SettingsConfigDict(env_prefix="MOTCUA_INTAKE_BRANDNAME_")

    url: Annotated[str, Url("the gateway, before `/MainService.svc`", needed=True)] = ""
    ca: Annotated[Path | None, Bundle("certificates (PEM) that prove it, not the public ones")] = None
    api_key: Annotated[SecretStr, Secret("our account there", least=8, needed=True)] = SecretStr("")
    secret_key: Annotated[SecretStr, Secret("its password", least=8, needed=True)] = SecretStr("")
    sender: Annotated[str, Text("the registered sender's name", needed=True, pattern=r"[0-9A-Za-z._-]{1,20}")] = ""
    callback: Annotated[str, Url("where it reports, if it does not know that by itself")] = ""
    report_key: Annotated[
        SecretStr, Secret("with which it signs its reports; without one none is believed", least=16)
    ] = SecretStr("")
    quiet: Annotated[
        str,
        Text("hours in which nobody is sent a message, in the province's time; empty: none", pattern=HOURS),
    ] = "22:00-07:00"
    timeout: Annotated[float, Duration("for one request", most=25)] = 10
