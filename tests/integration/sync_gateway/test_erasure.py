"""Who was erased in intake is erased here too, when the retention of what was exchanged is over; and stays erased."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

from shared.contracts.personal import ApplicantErased
from shared.kernel.erased import ErasedList
from shared.web.served import ServedNode
from sync_gateway.forgetting.jobs import Forgetting
from sync_gateway.forgetting.models import EXCHANGE
from tests.integration.sync_gateway.gateway import Dossier, Gateway


async def test_the_portals_words_end_after_their_own_retention(gateway: Gateway) -> None:
    """The event alone destroys nothing; a back-up that has the key again loses it before anything is served."""
    kept, other = await refused(gateway), await refused(gateway)
    applicant = uuid4()
    now = datetime.now(UTC)
    event = ApplicantErased(applicant=str(applicant), dossiers=[kept.id, uuid4()], erased_at=now)
    await gateway.emits(applicant, event)
    node = gateway.app[ServedNode]
    listed = ErasedList(node.settings.state / f"erasures-{applicant}", "dossier")
    forgetting = Forgetting(node, listed)
    await ended(gateway, kept, EXCHANGE.years - 0.1)
    await ended(gateway, other, EXCHANGE.years + 1)
    await forgetting.step()
    assert await reads(gateway, kept)
    assert await listed.read() == {}

    await ended(gateway, kept, EXCHANGE.years + 0.1)
    before = await rows(gateway, kept)
    await forgetting.step()
    assert not await reads(gateway, kept)
    assert await reads(gateway, other), "nobody has erased it"
    assert set(await listed.read()) == {kept.id}

    await restored(gateway, before)
    assert await reads(gateway, kept)
    node.first["erasures"] = forgetting.again
    await node.begin()
    assert not await reads(gateway, kept)
    assert await forgetting.again() == 0


async def refused(gateway: Gateway) -> Dossier:
    """A dossier of which the portal has said something."""
    async with gateway.working():
        await (await gateway.accepted()).comes_to("level")
        await gateway.faults("refuse", times=2)
        dossier = await gateway.accepted()
        await dossier.comes_to("waiting")
        await gateway.portal_is_back()
        await dossier.comes_to("level")
    return dossier


async def ended(gateway: Gateway, dossier: Dossier, years: float) -> None:
    sql = "update dossiers set last_at = now() - $2 * interval '1 year' where dossier = $1"
    await gateway.rows(sql, dossier.id, years)


async def reads(gateway: Gateway, dossier: Dossier) -> bool:
    return bool((await gateway.api("GET", f"/v1/exchanges/{dossier.exchange}")).json()["last_refusal"])


async def rows(gateway: Gateway, dossier: Dossier) -> tuple[UUID, str, bytes, bytes, datetime]:
    sql = """
    select t.dossier, k.master, k.wrapped, t.sealed, t.at from troubles t join sealing_keys k on k.subject = t.dossier
    where t.dossier = $1
    """
    [row] = await gateway.rows(sql, dossier.id)
    return tuple(row)


async def restored(gateway: Gateway, row: tuple[UUID, str, bytes, bytes, datetime]) -> None:
    dossier, master, wrapped, sealed, at = row
    await gateway.rows("insert into sealing_keys values ($1, $2, $3)", dossier, master, wrapped)
    await gateway.rows("insert into troubles (dossier, sealed, at) values ($1, $2, $3)", dossier, sealed, at)
