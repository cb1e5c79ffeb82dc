"""Everything missing is requested once (form 02): it comes, and nothing more may be asked for."""

from motcua.simulation.scenarios import SUPPLIED
from tests.support.journals import ACCEPTED, DECIDED, RETURNED, about, lines
from tests.support.plays import Play


async def test_it_comes_and_the_dossier_goes_on(play: Play) -> None:
    scene = await play(SUPPLIED)
    moves = about(await scene.journal())
    assert lines(moves) == [
        *ACCEPTED[:2],
        "officer: SupplementAsked, dossier: submitted -> supplementing",
        "applicant: SupplementHandedIn, dossier: supplementing -> submitted",
        *ACCEPTED[2:],
        *DECIDED,
        *RETURNED,
    ]
    assert moves[2].body["components"] == ["TP04"]
    assert sorted(paper["component"] for paper in moves[3].body["papers"]) == ["TP01", "TP02", "TP03", "TP04"]


async def test_less_than_asked_and_asking_twice_are_refused(play: Play) -> None:
    scene = await play(SUPPLIED)
    assert scene.refusals == [("hand in without it", 422, "invalid"), ("ask twice", 409, "asked-before")]
