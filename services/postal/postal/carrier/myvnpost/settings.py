"""The account at MyVNPost (`MOTCUA_POSTAL_MYVNPOST_*`). A production start refuses the sandbox."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import SecretStr
from pydantic_settings import SettingsConfigDict

from shared.kernel.declared import Declared
from shared.kernel.kinds import Count, Duration, Secret, Text, Url
from shared.kernel.trust import Bundle


class MyVNPostSettings(Declared):
    """Province, commune and service are the carrier's codes; the places are those of the desk."""

    model_config = SettingsConfigDict(env_prefix="MOTCUA_POSTAL_MYVNPOST_")

    url: Annotated[str, Url("the carrier, before `/CreateOrder`", needed=True)] = ""
    username: Annotated[str, Text("our account there", needed=True)] = ""
    password: Annotated[SecretStr, Secret("its password", least=8, needed=True)] = SecretStr("")
    customer: Annotated[str, Text("our CMS customer code", needed=True)] = ""
    webhook_key: Annotated[str, Url("the carrier's public key (PEM)", file=True, needed=True)] = ""
    ca: Annotated[Path | None, Bundle("certificates (PEM) that prove it, not the public ones")] = None
    province: Annotated[str, Text("the desk's province", needed=True)] = "29"
    commune: Annotated[str, Text("the desk's commune", needed=True)] = "VNPOST"
    service: Annotated[str, Text("what we order", needed=True)] = "CTN009"
    weight: Annotated[int, Count("of a parcel: some sheets in an envelope", unit="grams")] = 100
    timeout: Annotated[float, Duration("for one request", most=25)] = 10
