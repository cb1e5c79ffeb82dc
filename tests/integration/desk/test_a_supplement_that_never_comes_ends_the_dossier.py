"""The desk asks for a paper, the time for it passes, and the clock refuses the dossier (form 03)."""

from datetime import datetime

from motcua.simulation.scenarios import NEVER_SUPPLIED
from tests.support.journals import ACCEPTED, about, lines
from tests.support.plays import Play


async def test_the_clock_refuses_it_when_the_time_has_passed(play: Play) -> None:
    scene = await play(NEVER_SUPPLIED)
    moves = about(await scene.journal())
    assert lines(moves) == [
        *ACCEPTED[:2],
        "officer: SupplementAsked, dossier: submitted -> supplementing",
        "clock: DossierRefused, dossier: supplementing -> refused",
    ]
    assert moves[-1].at >= datetime.fromisoformat(moves[2].body["until"])
    seen = await scene.seen()
    assert (seen["state"], seen["reason"], seen["asked"]) == ("refused", "supplement-late", ["TP04"])
    assert scene.refusals == [("hand in after the time", 409, "unlisted-move")]
