"""The portal is down for a dossier's whole scenario; afterwards it receives everything in order."""

from collections.abc import AsyncIterator

import pytest

from motcua.simulation.province import Province
from motcua.simulation.scenarios import COPY
from motcua.stack.people import good
from tests.support.plays import Play


@pytest.fixture
async def down(installation: Province) -> AsyncIterator[None]:
    """Every call to the portal fails while the scenario runs."""
    good(
        await installation.http.put(
            f"{installation.sandbox}/faults/portal", json={"rate": 1, "kinds": ["error", "refuse"]}
        )
    )
    yield
    good(await installation.http.delete(f"{installation.sandbox}/faults"))


async def test_the_dossier_does_not_wait_for_it_and_it_catches_up(
    play: Play, installation: Province, down: None
) -> None:
    scene = await play(COPY, anew=True)
    code = (await scene.seen())["code"]
    assert code not in (await installation.http.get(f"{installation.sandbox}/portal/ledger")).json()["dossiers"]
    good(await installation.http.delete(f"{installation.sandbox}/faults"))
    known = await scene.at_the_portal(code, lambda dossier: dossier["statuses"][-1] == "10")
    assert known["complaints"] == []
