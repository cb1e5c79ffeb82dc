"""The applicant changes their mind while the dossier lies at the desk."""

from motcua.simulation.scenarios import BEFORE
from tests.support.journals import ACCEPTED, lines
from tests.support.plays import Play


async def test_it_is_theirs_to_take_back(play: Play) -> None:
    scene = await play(BEFORE)
    expected = [*ACCEPTED[:2], "applicant: DossierWithdrawn, dossier: submitted -> withdrawn"]
    assert lines(await scene.journal()) == expected
    seen = await scene.seen()
    assert (seen["state"], seen["code"], seen["case"], seen["moves"]) == ("withdrawn", None, None, [])
    assert scene.refusals == [("accept what was withdrawn", 409, "unlisted-move")]
