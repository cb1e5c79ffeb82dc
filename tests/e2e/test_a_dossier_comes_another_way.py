"""Dossiers that come at the counter, or with a supplement, and results that come by post, and come back."""

from motcua.simulation.scenarios import CAME_BACK, COUNTER, SUPPLIED
from tests.support.journals import ACCEPTED, DECIDED, RETURNED, about, lines, said
from tests.support.plays import Play


async def test_the_officer_does_it_all_at_the_own_desk_only(play: Play) -> None:
    """The applicant stands at the counter: an officer of this desk writes, uploads and hands in for them."""
    scene = await play(COUNTER)
    begun = [line.replace("applicant:", "officer:") for line in ACCEPTED]
    assert lines(await scene.journal()) == begun + DECIDED + RETURNED
    assert scene.refusals == [("begin at another desk", 403, "forbidden")]
    seen = await scene.seen()
    assert (seen["channel"], seen["desk"], seen["case"]["stage"]) == ("counter", "H99.01.01", "returned")


async def test_two_attempts_then_the_desk(play: Play) -> None:
    """Two delivery attempts fail; the parcel is returned and the result handed over at the desk."""
    scene = await play(CAME_BACK)
    moves = await scene.journal()
    attempts = [move.body["attempt"] for move in moves if move.event == "DeliveryAttempted"]
    assert attempts == [1, 2]
    assert said(moves, "consignment")[-1] == "ConsignmentReturned"
    assert said(moves, "case")[-3:] == ["CaseDecided", "DeliveryFailed", "ResultReturned"]
    assert about(moves, "case")[-1].body["by"] == "desk"


async def test_it_comes_and_the_dossier_goes_on(play: Play) -> None:
    """Everything missing is requested once (form 02): it comes, and nothing more may be asked for."""
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
