"""The applicant stands at the counter: an officer of this desk writes, uploads and hands in for them."""

from motcua.simulation.scenarios import COUNTER
from tests.support.journals import ACCEPTED, DECIDED, RETURNED, lines
from tests.support.plays import Play


async def test_the_officer_does_it_all_at_the_own_desk_only(play: Play) -> None:
    scene = await play(COUNTER)
    begun = [line.replace("applicant:", "officer:") for line in ACCEPTED]
    assert lines(await scene.journal()) == begun + DECIDED + RETURNED
    assert scene.refusals == [("begin at another desk", 403, "forbidden")]
    seen = await scene.seen()
    assert (seen["channel"], seen["desk"], seen["case"]["stage"]) == ("counter", "H99.01.01", "returned")
