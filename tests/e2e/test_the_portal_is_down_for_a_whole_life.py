"""The portal answers nobody for a dossier's whole life; once it is well it is told everything, in order."""

from collections.abc import AsyncIterator

import pytest

from motcua.lives import COPY
from motcua.people import good
from motcua.province import Province
from tests.support.plays import Play


@pytest.fixture
async def down(town: Province) -> AsyncIterator[None]:
    """Every call to the portal goes wrong while the story runs."""
    good(await town.http.put(f"{town.sandbox}/faults/portal", json={"rate": 1, "kinds": ["error", "refuse"]}))
    yield
    good(await town.http.delete(f"{town.sandbox}/faults"))


async def test_the_dossier_does_not_wait_for_it_and_it_catches_up(play: Play, town: Province, down: None) -> None:
    scene = await play(COPY)
    code = (await scene.seen())["code"]
    assert code not in (await town.http.get(f"{town.sandbox}/portal/ledger")).json()["dossiers"]
    good(await town.http.delete(f"{town.sandbox}/faults"))
    known = await scene.at_the_portal(code, lambda dossier: dossier["statuses"][-1] == "10")
    assert known["complaints"] == []
