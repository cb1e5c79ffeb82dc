"""What charges need of a payment provider: the messages it answers with, and the calls that are made to it.

Every provider is a folder beside this file and is listed in `registered`. It knows nothing of charges: it is given an
order or the reference of an attempt. A refund is no part of this: RefundOwed is booked, and nothing calls a provider
for it (decision 24).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from shared.contracts.message import Answer
from shared.contracts.names import Name
from shared.kernel.declared import Declared


class Started(Answer, frozen=True, kw_only=True):
    """The provider has opened the attempt; the payer pays at `url`."""

    reference: str
    url: str


class Reported(Answer, frozen=True, kw_only=True):
    """What a provider reports by itself about one attempt, proved to come from it. The charge is not moved by it.

    `code` is the provider's own, `at` the time it gives, if any, `amount` in whole units of `currency`, 0 if it names
    none. `final`: this provider cannot be asked, so the report is all there will be.
    """

    provider: str
    reference: str
    transaction: str
    code: str
    paid: bool
    amount: int
    currency: str
    at: datetime | None
    final: bool


class Paid(Answer, frozen=True, kw_only=True):
    """The money has come in at `at`; amount in VND. `proof`: `query` (we asked) or `callback` (it cannot be asked)."""

    provider: str
    reference: str
    transaction: str
    amount: int
    at: datetime
    proof: str


class Failed(Answer, frozen=True, kw_only=True):
    """This attempt brings nothing; `code` is the provider's reason."""

    reference: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What one attempt is about. Names are what the payer reads; fees: (code, kind, name, amount in VND)."""

    provider: str
    reference: str
    amount: int
    at: datetime
    dossier: UUID
    code: str
    procedure: tuple[str, str]
    agency: tuple[str, str]
    fees: tuple[tuple[str, str, str, int], ...]


class Provider(Protocol):
    """One provider, as this deployment is known to it.

    Calls raise Unavailable when there is no answer, or none that can be read and trusted; they are made again.
    """

    @property
    def name(self) -> str:
        """By which attempts, the ledger and its callback (`/v1/callbacks/<name>`) know it."""
        ...

    def reference(self, code: str, at: datetime, charge: UUID, attempt: int) -> str:
        """Our name of a new attempt, in the provider's format. Pure: the same arguments give the same reference."""
        ...

    async def start(self, order: Order, payer: Mapping[str, Any]) -> Started | Failed:
        """Opens an attempt. Called again, it is the same attempt."""
        ...

    async def outcome(self, reference: str, asked_at: datetime) -> Paid | Failed | None:
        """What became of an attempt, whatever the amount; None: the provider does not know (yet)."""
        ...

    @property
    def has_query(self) -> bool:
        """Can it be asked? If not, `outcome` is never called, and a proved report of the exact amount settles."""
        ...

    async def proves(self, message: Mapping[str, Any]) -> bool:
        """Has the provider written this callback to us? Raises Invalid if it is no message of the provider's."""
        ...

    def report(self, message: Mapping[str, Any]) -> Reported:
        """What a proved callback says."""
        ...

    def reply(self, report: Reported | None, asked_at: datetime | None) -> Mapping[str, Any]:
        """What a callback is answered: unproved without `report`, about an unknown attempt without `asked_at`."""
        ...


class Providers:
    """The providers of a deployment, by name. New attempts go to the first; the others are asked about theirs."""

    def __init__(self, providers: Iterable[Provider] = ()) -> None:
        self._by_name = {provider.name: provider for provider in providers}

    @property
    def first(self) -> Provider | None:
        return next(iter(self._by_name.values()), None)

    def get(self, name: str) -> Provider | None:
        return self._by_name.get(name)


#: Reads a path of the provider's own side and answers its JSON.
Read = Callable[[str], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Registration:
    """One provider's line in `registered`: its settings, how it is made of them, and its own account.

    `called`: what is said of a payment through it (qua ..., through ...).

    `account` is what invariant 6 compares: each payment taken for us, by the provider's name of it, in VND.
    """

    name: str
    settings: type[Declared]
    make: Callable[[Any], Provider]
    account: Callable[[Read], Awaitable[Mapping[str, int]]]
    called: Name
