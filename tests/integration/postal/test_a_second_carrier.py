"""A result is brought by a carrier that the product does not know: ordered, polled after its webhook, delivered."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from threading import Thread
from typing import Any
from uuid import UUID

import pytest

from motcua.stack.addresses import Scratch
from motcua.stack.issuer import Issuer
from motcua.stack.stack import Stack
from postal.app import SERVICE, connect
from postal.carrier.protocol import Carriers
from postal.carrier.registered import REGISTERED
from postal.settings import PostalSettings
from shared.contracts.workflow import CaseDecided
from shared.kernel.ids import named, uuid7
from shared.web.auth import Role
from shared.web.parts import App
from tests.integration.payment.bench import Intake as People
from tests.support.apart import Apart, apart
from tests.support.clones import cloned
from tests.support.courier import Courier, Van, van
from tests.support.exchanges import accepted

SECRET = "between the courier and us"
OWNER = "applicant:by-courier"
MOVES = "select event, body from journal where dossier = $1 order by sequence"

With = Callable[..., AbstractAsyncContextManager[Apart]]


@pytest.fixture(scope="module")
def courier() -> Iterator[Van]:
    with van() as found:
        yield found


@pytest.fixture(scope="module")
def people() -> Iterator[People]:
    """The one route of intake that postal asks."""
    server = People()
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
async def scratch(stack: Stack) -> AsyncIterator[Scratch]:
    async with cloned(stack, "postal") as found:
        yield found


@pytest.fixture
def carriers(stack: Stack, issuer: Issuer, people: People, scratch: Scratch, courier: Van) -> With:
    """Postal with carriers of these names, all of them the one courier."""

    def composed(*names: str) -> AbstractAsyncContextManager[Apart]:
        def compose(app: App) -> None:
            connect(app, PostalSettings(), Carriers(*(Courier(name, courier.url, SECRET) for name in names)))

        return apart(SERVICE, compose, stack, issuer, scratch, people.url)

    return composed


async def decided(postal: Apart) -> tuple[UUID, str]:
    """A case is decided whose result goes by post: its dossier, and its waybill once the carrier has the order."""
    dossier = uuid7()
    event = accepted(code=f"H99.15-{dossier.hex[-8:]}", owner=OWNER, returns="post")
    await postal.receive(dossier, event, CaseDecided(result="licence", on_time=True, returns="post"))
    return dossier, str(await postal.until(lambda: waybill_of(postal, dossier)))


async def waybill_of(postal: Apart, dossier: UUID) -> str | None:
    [row] = await postal.rows("select waybill from consignments where dossier = $1", dossier)
    found: str | None = row["waybill"]
    return found


async def has_state(postal: Apart, dossier: UUID, state: str) -> bool:
    return bool(await postal.rows("select 1 from consignments where dossier = $1 and state = $2", dossier, state))


async def test_a_result_is_brought_by_it(carriers: With, issuer: Issuer, courier: Van) -> None:
    async with carriers("courier") as postal:
        dossier, waybill = await decided(postal)
        assert len(courier.orders) == 1
        await postal.calls()
        courier.scans(waybill, 1, 2, 99)
        await postal.calls()
        assert await has_state(postal, dossier, "created"), "the next poll is hours away"

        async def webhook(body: dict[str, Any], name: str = "courier") -> tuple[int, Any]:
            answer = await postal.http.post(f"/v1/callbacks/{name}", content=json.dumps(body))
            return answer.status_code, answer.json()

        assert await webhook({"parcel": waybill, "secret": "a guess"}) == (403, {})
        assert await webhook({"parcel": "V999", "secret": SECRET}) == (200, {"parcels": 0})
        assert (await webhook({"parcel": waybill, "secret": SECRET}, "nobody"))[0] == 404
        await postal.calls()
        assert await has_state(postal, dossier, "created")
        assert await webhook({"parcel": waybill, "secret": SECRET}) == (200, {"parcels": 1})
        await postal.until(lambda: has_state(postal, dossier, "delivered"))

        moves = await postal.rows(MOVES, dossier)
        assert [move["event"] for move in moves] == [
            *("ConsignmentRequested", "ConsignmentCreated", "ConsignmentCollected", "ConsignmentDelivered")
        ]
        assert json.loads(moves[0]["body"]) == {"carrier": "courier"}
        token = issuer.token(OWNER, Role.APPLICANT, None)
        path = f"/v1/consignments/{named('consignment', str(dossier))}"
        seen = (await postal.http.get(path, headers={"Authorization": f"Bearer {token}"})).json()
        assert (seen["carrier"], [(line["meaning"], line["en"]) for line in seen["history"]]) == (
            "courier",
            [("collected", "Taken"), ("delivered", "Handed over"), ("other", "Status 99, undocumented")],
        )


async def test_an_order_goes_to_the_carrier_it_was_requested_of(carriers: With, courier: Van) -> None:
    """The deployment changes its first carrier before the order is placed; without the old one it waits."""
    dossier = uuid7()
    async with carriers("courier") as postal:
        event = accepted(code=f"H99.15-{dossier.hex[-8:]}", owner=OWNER, returns="post")
        await postal.receive(dossier, event, CaseDecided(result="licence", on_time=True, returns="post"))
    async with carriers("another") as postal:
        await postal.calls()
        assert await has_state(postal, dossier, "requested")
    async with carriers("another", "courier") as postal:
        await postal.until(lambda: waybill_of(postal, dossier))
        assert f"courier-{named('consignment', str(dossier)).hex[-12:]}" in courier.orders


def test_myvnpost_is_one_registration() -> None:
    assert [each.name for each in REGISTERED] == ["myvnpost"]
