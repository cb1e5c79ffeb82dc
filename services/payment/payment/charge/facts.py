"""What is known when a charge is decided about."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from payment.charge.models import Charge, Dossier
from payment.provider.protocol import Provider
from shared.kernel.errors import NotYet


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known when a charge is decided about.

    provider: whom a new attempt goes to, if there is online payment. booked: the payments that are in the ledger
    already. number: the next receipt of the agency's year, taken only for what may settle.
    """

    charge: Charge
    now: datetime
    dossier: Dossier | None
    provider: Provider | None = None
    booked: AbstractSet[str] = frozenset()
    number: int | None = None

    @property
    def of(self) -> Dossier:
        """The dossier it is for. Raises NotYet."""
        if self.dossier is None:
            raise NotYet("The case was not received yet.", "Chưa có thông tin hồ sơ.")
        return self.dossier
