"""What only sync-gateway is told from outside: where the national portal is, and the account there.

Read from `MOTCUA_SYNC_*` once, at the composition root. The names are those of the portal's own documents where it
has one (`madonvi`, `dstcode`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import SecretStr
from pydantic_settings import SettingsConfigDict

from shared.kernel.declared import Declared
from shared.kernel.kinds import Count, Duration, Place, Secret, Text, Url
from shared.kernel.trust import Bundle


class SyncSettings(Declared):
    """An account at the portal, and the way there. A call's lease is longer than `timeout`."""

    model_config = SettingsConfigDict(env_prefix="MOTCUA_SYNC_")

    portal_url: Annotated[str, Url("the security server's forwarding address, before the paths", needed=True)]
    ca: Annotated[Path | None, Bundle("certificates (PEM) that prove it, not the public ones")] = None
    username: Annotated[str, Text("our account at the portal", needed=True)]
    password: Annotated[SecretStr, Secret("its password", least=8, needed=True)]
    madonvi: Annotated[str, Text("the province's id", needed=True)]
    dstcode: Annotated[str, Text("the portal's address on the national data exchange", needed=True)]
    login_path: Annotated[str, Text("where to log in", needed=True)] = "/mapi/login"
    data_path: Annotated[str, Text("where everything else is", needed=True)] = "/mapi/g"
    refusals: Annotated[
        int,
        Count("of a dossier in a row, before a person must look; 20 are ten hours", unit="refusals"),
    ] = 20
    erasures: Annotated[
        Path | None,
        Place("the list of erasures, apart from the database and its back-ups", otherwise="`MOTCUA_STATE`/erasures"),
    ] = None
    timeout: Annotated[float, Duration("for one call with all it asks", most=25)] = 25
