"""Which payment providers a deployment has. What each is told from outside is declared in its own folder."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import model_validator
from pydantic_settings import SettingsConfigDict

from payment.provider.registered import REGISTERED
from shared.kernel.declared import Declared
from shared.kernel.kinds import Count, Text

KNOWN = tuple(each.name for each in REGISTERED)


class PaymentSettings(Declared):
    """Read once, at the composition root."""

    model_config = SettingsConfigDict(env_prefix="MOTCUA_PAYMENT_")

    providers: Annotated[
        tuple[str, ...],
        Text(
            "a JSON list: the payment providers. New payments go to the first, the others are asked about theirs;"
            " with none there is cash only"
        ),
    ] = KNOWN[:1]

    last_polls: Annotated[
        int, Count("before a charge expires unpaid; the first ones are seconds apart", unit="questions", most=100)
    ] = 3
    late_polls: Annotated[
        int,
        Count("after a charge has ended or a payment has failed; 36 are more than a day", unit="questions"),
    ] = 36

    @model_validator(mode="after")
    def _are_known(self) -> Self:
        if unknown := set(self.providers) - set(KNOWN):
            raise ValueError(f"MOTCUA_PAYMENT_PROVIDERS: {len(unknown)} unknown, known are {', '.join(KNOWN)}")
        return self
