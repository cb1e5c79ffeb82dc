"""What only postal is told from outside (`MOTCUA_POSTAL_*`): its carriers, who sends, and how often parcels are polled.

Read from the environment once, at the composition root. The account at each carrier is declared in its own folder.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import model_validator
from pydantic_settings import SettingsConfigDict

from postal.carrier.registered import REGISTERED
from shared.kernel.declared import Declared
from shared.kernel.kinds import Count, Duration, Text

KNOWN = tuple(each.name for each in REGISTERED)
DESK = "Trung tâm Phục vụ hành chính công"


class PostalSettings(Declared):
    """The sender is the desk as carriers see it."""

    model_config = SettingsConfigDict(env_prefix="MOTCUA_POSTAL_")

    carriers: Annotated[
        tuple[str, ...],
        Text("a JSON list: the carriers, at least one. New parcels go to the first, the others are polled for theirs"),
    ] = KNOWN[:1]
    sender_name: Annotated[str, Text("the desk's name", needed=True)] = DESK
    sender_phone: Annotated[str, Text("the desk's telephone", needed=True)] = "19000000"
    sender_address: Annotated[str, Text("the desk's address", needed=True)] = "Số 1 đường Hoa Phượng, tỉnh Hòa Giang"
    order_tries: Annotated[
        int, Count("of an order that is turned down; 8 are four minutes", unit="tries", most=100)
    ] = 8
    poll_every: Annotated[float, Duration("between two polls of a parcel without a webhook")] = 6 * 3600

    @model_validator(mode="after")
    def _are_known(self) -> Self:
        if not self.carriers or set(self.carriers) - set(KNOWN):
            raise ValueError(f"MOTCUA_POSTAL_CARRIERS: at least one of {', '.join(KNOWN)}, and no other")
        return self
