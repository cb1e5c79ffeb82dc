"""A dossier is complete at last, and the desk refuses it with a reason its procedure lists (form 03)."""

from motcua.simulation.scenarios import REFUSED
from tests.support.journals import ACCEPTED, about, lines
from tests.support.plays import Play


async def test_it_ends_at_the_desk_and_the_agency_never_receives_of_it(play: Play) -> None:
    scene = await play(REFUSED)
    moves = about(await scene.journal())
    assert lines(moves) == [*ACCEPTED[:2], "officer: DossierRefused, dossier: submitted -> refused"]
    assert moves[-1].body == {"reason": "not-chance"}
    seen = await scene.seen()
    assert (seen["state"], seen["reason"], seen["code"], seen["case"]) == ("refused", "not-chance", None, None)
    assert seen["moves"] == []


async def test_incomplete_unfounded_and_late_are_refused_on_the_way(play: Play) -> None:
    scene = await play(REFUSED)
    assert scene.refusals == [
        ("submit without papers", 422, "invalid"),
        ("refuse without a known reason", 422, "unknown-code"),
        ("accept what was refused", 409, "unlisted-move"),
    ]
