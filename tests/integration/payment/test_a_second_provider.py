"""A charge is paid through a provider that the product does not know: begun, reported, asked about and compared."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

import httpx2
import pytest

from motcua.stack.addresses import Scratch
from motcua.stack.issuer import Issuer
from motcua.stack.people import Person
from motcua.stack.stack import Stack
from motcua.verify.accounts import Books, booked, taken
from payment.app import SERVICE, connect
from payment.provider.registered import REGISTERED
from payment.settings import PaymentSettings
from shared.contracts import workflow
from shared.kernel.ids import uuid7
from shared.web.auth import Role
from shared.web.parts import App
from tests.integration.payment.bench import DAY, Intake
from tests.support.apart import Apart, apart
from tests.support.clones import cloned
from tests.support.dossiers import AGENCY, DESK
from tests.support.payment_facts import AMOUNT, CODE, FEES
from tests.support.simple_bank import REGISTRATION, Bank, SimpleBank, bank

SECRET = "between the simple bank and us"
SIMPLE = "simple-bank"
CALLBACK = f"/v1/callbacks/{SIMPLE}"
MOVES = "select event, actor, body::jsonb ->> 'proof' as proof from journal where dossier = $1 order by sequence"

With = Callable[..., AbstractAsyncContextManager[Apart]]


@pytest.fixture(scope="module")
def simple() -> Iterator[Bank]:
    with bank(SECRET) as found:
        yield found


@pytest.fixture(scope="module")
async def scratch(own_stack: Stack) -> AsyncIterator[Scratch]:
    async with cloned(own_stack, "payment") as found:
        yield found


@pytest.fixture(scope="module")
def issuer(own_stack: Stack) -> Issuer:
    return Issuer(own_stack.folder / "issuer")


@pytest.fixture
def providers(own_stack: Stack, issuer: Issuer, intake: Intake, scratch: Scratch, simple: Bank) -> With:
    """Payment with providers of these names, all of them at the simple bank."""

    def composed(*names: str) -> AbstractAsyncContextManager[Apart]:
        def compose(app: App) -> None:
            connect(app, PaymentSettings(), [SimpleBank(name, simple.url, SECRET) for name in names])

        return apart(SERVICE, compose, own_stack, issuer, scratch, intake.url)

    return composed


@dataclass
class Payer:
    """Who has to pay a fee, and where."""

    payment: Apart
    person: Person
    dossier: UUID
    path: str

    async def see(self) -> dict[str, object]:
        found: dict[str, object] = await self.person.get("payment", self.path)
        return found

    async def asks(self) -> str:
        """The applicant asks to pay online; where the payer is sent."""
        await self.person.act("payment", self.path, "payment")
        return str((await self.comes_to("paying"))["url"])

    async def comes_to(self, state: str) -> dict[str, object]:
        async def there() -> dict[str, object] | None:
            seen = await self.see()
            return seen if seen["state"] == state else None

        seen: dict[str, object] = await self.payment.until(there)
        return seen

    def at(self, payment: Apart) -> Payer:
        """The same payer, at a process with other settings."""
        return replace(self, payment=payment, person=replace(self.person, http=payment.http))


async def fee(payment: Apart, issuer: Issuer) -> Payer:
    """A case was received, and its fee is asked for."""
    dossier, now = uuid7(), datetime.now(UTC)
    owner = f"applicant:{dossier.hex[-8:]}s"
    about: dict[str, Any] = {
        "code": CODE,
        "procedure": "2.000004",
        "version": 1,
        "route": "r",
        "route_version": 1,
        "owner": owner,
    }
    place: dict[str, Any] = {"desk": DESK, "agency": AGENCY, "due_at": now + DAY, "warn_at": now + DAY}
    asked = workflow.FeeRequested(step="collect", fees=FEES, until=now + DAY, left=60)
    await payment.receive(dossier, workflow.CaseReceived(**about, **place), asked)
    token = issuer.token(owner, Role.APPLICANT, None)
    person = Person(payment.http, {"payment": "http://here"}, token, owner, Role.APPLICANT)
    [seen] = (await person.get("payment", "/v1/charges", dossier=str(dossier)))["charges"]
    return Payer(payment, person, dossier, f"/v1/charges/{seen['id']}")


async def breaches(payment: Apart, simple: Bank) -> list[str]:
    """What invariant 6 finds when it asks the simple bank for its account."""
    async with httpx2.AsyncClient() as http:
        books = Books({"payment": payment.dsn}, http, simple.url, (REGISTRATION,))
        return [*await taken(books), *await booked(books)]


async def test_a_charge_is_paid_through_it(providers: With, issuer: Issuer, simple: Bank) -> None:
    async with providers(SIMPLE) as payment:
        payer = await fee(payment, issuer)
        reference = (await payer.asks()).removeprefix(f"{simple.url}/pay/")
        assert reference == f"simple-bank-{UUID(payer.path[-36:]).hex[-12:]}-1", "in the provider's own format"

        callback, report = simple.pays(reference), partial(payment.http.post, CALLBACK)
        for forged in ({**callback, "amount": 1}, {**callback, "seal": ""}, {}):
            assert (await report(json=forged)).json() == {"taken": False}
        assert (await payer.see())["unconfirmed"] == []
        assert await breaches(payment, simple) == [f"simple-bank has {AMOUNT}, payment None: {callback['id']}"]

        for _ in range(2):
            assert (await report(json=callback)).json() == {"taken": True}
        seen = await payer.comes_to("settled")
        assert (seen["provider"], seen["owed"]) == (SIMPLE, 0)
        moves = await payment.rows(MOVES, payer.dossier)
        assert [move["event"] for move in moves] == [
            *("ChargeOpened", "PaymentAsked", "PaymentStarted", "PaymentReported", "ChargeSettled")
        ]
        assert [(move["actor"], move["proof"]) for move in moves[-2:]] == [(SIMPLE, None), ("payment", "query")]
        assert await breaches(payment, simple) == []


async def test_a_report_about_another_providers_attempt_is_about_nothing(
    providers: With, issuer: Issuer, simple: Bank
) -> None:
    async with providers(SIMPLE, "another") as payment:
        payer = await fee(payment, issuer)
        callback = simple.pays((await payer.asks()).rpartition("/")[2])
        assert (await payment.http.post("/v1/callbacks/another", json=callback)).json() == {"taken": False}
        assert (await payment.http.post("/v1/callbacks/nobody", json=callback)).status_code == 404
        await payer.comes_to("settled")


async def test_an_attempt_is_asked_about_where_it_was_begun(providers: With, issuer: Issuer, simple: Bank) -> None:
    """The deployment changes its first provider while a payment is under way; without the old one it stays unknown."""
    async with providers(SIMPLE) as payment:
        payer = await fee(payment, issuer)
        simple.pays((await payer.asks()).rpartition("/")[2])
    async with providers("another") as payment:
        await payment.calls()
        assert (await payer.at(payment).see())["state"] == "paying"
    async with providers("another", SIMPLE) as payment:
        assert (await payer.at(payment).comes_to("settled"))["provider"] == SIMPLE
        assert "/pay/another-" in await (await fee(payment, issuer)).asks()


async def test_the_account_of_every_provider_is_compared(providers: With, issuer: Issuer, simple: Bank) -> None:
    async with providers("unlisted") as payment:
        payer = await fee(payment, issuer)
        simple.pays((await payer.asks()).rpartition("/")[2])
        await payer.comes_to("settled")
        assert f"the ledger has {AMOUNT} VND of unlisted, whose account is not known" in await breaches(payment, simple)


async def test_without_a_provider_a_fee_is_paid_in_cash_only(providers: With, issuer: Issuer) -> None:
    async with providers() as payment:
        payer = await fee(payment, issuer)
        headers = {"If-Match": "*", "Idempotency-Key": "online"}
        refused = await payer.person.ask("POST", "payment", f"{payer.path}/payment", headers=headers)
        assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, "online-not-offered")


def test_the_national_platform_is_one_registration() -> None:
    assert [each.name for each in REGISTERED] == ["national-platform"]
