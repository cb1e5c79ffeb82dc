"""What only postal is told from outside (`MOTCUA_POSTAL_*`): the account at the post office, and who sends.

Read from the environment once, at the composition root. A production start refuses the sandbox.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import SecretStr
from pydantic_settings import SettingsConfigDict

from shared.kernel.declared import Declared
from shared.kernel.kinds import Duration, Secret, Text, Url

DESK = "Trung tâm Phục vụ hành chính công"


class PostalSettings(Declared):
    """The sender is the desk as the carrier sees it; province, commune and service are the carrier's codes."""

    model_config = SettingsConfigDict(env_prefix="MOTCUA_POSTAL_")

    post_url: Annotated[str, Url("the carrier, before `/CreateOrder`", needed=True)] = ""
    username: Annotated[str, Text("our account there", needed=True)] = ""
    password: Annotated[SecretStr, Secret("its password", least=8, needed=True)] = SecretStr("")
    customer: Annotated[str, Text("our CMS customer code", needed=True)] = ""
    webhook_key: Annotated[str, Url("the carrier's public key (PEM)", file=True, needed=True)] = ""
    sender_name: Annotated[str, Text("the desk's name", needed=True)] = DESK
    sender_phone: Annotated[str, Text("the desk's telephone", needed=True)] = "19000000"
    sender_address: Annotated[str, Text("the desk's address", needed=True)] = DESK
    province: Annotated[str, Text("the desk's province", needed=True)] = "29"
    commune: Annotated[str, Text("the desk's commune", needed=True)] = "VNPOST"
    service: Annotated[str, Text("what we order", needed=True)] = "CTN009"
    poll_every: Annotated[float, Duration("between two looks at a parcel, if the carrier does not knock")] = 6 * 3600
    timeout: Annotated[float, Duration("for one request", most=25)] = 10
