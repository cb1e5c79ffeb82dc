"""The officer proposes to refuse, and the head of the agency signs the refusal (form 03)."""

from motcua.simulation.scenarios import APPRAISED
from tests.support.journals import ACCEPTED, DECIDED, about, lines
from tests.support.plays import Play


async def test_the_head_signs_the_refusal_and_no_task_is_left(play: Play) -> None:
    scene = await play(APPRAISED)
    moves = about(await scene.journal())
    assert lines(moves) == [
        *ACCEPTED,
        *DECIDED[:6],
        "supervisor: CaseRefused, case: processing -> refused",
    ]
    assert moves[-1].body == {"reason": "prohibited"}
    assert scene.refusals == [("complete an unclaimed task", 403, "not-entitled")]
    seen = await scene.seen()
    assert (seen["state"], seen["case"]["stage"]) == ("accepted", "refused")
    queue = await scene.desk.get("workflow", "/v1/tasks", dossier=scene.dossier)
    assert queue["tasks"] == []
