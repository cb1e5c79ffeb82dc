"""No one works on a dossier until it is overdue: a warning, one apology with one new date, and never a second."""

from datetime import datetime

from motcua.simulation.scenarios import LATE, Scenario, Scene
from tests.support.journals import ACCEPTED, DECIDED, RETURNED, about, lines
from tests.support.plays import Play


async def test_it_is_warned_of_overdue_apologised_for_and_done(play: Play) -> None:
    scene = await play(LATE)
    moves = about(await scene.journal())
    assert lines(moves) == [
        *ACCEPTED,
        "clock: DueDateNear, case: received stays",
        "clock: DueDatePassed, case: received stays",
        "supervisor: ApologyGiven, case: received stays",
        *DECIDED,
        *RETURNED,
    ]
    bodies = {move.event: move.body for move in moves}
    assert bodies["DueDateNear"]["due_at"] == bodies["DueDatePassed"]["due_at"] == bodies["DossierAccepted"]["due_at"]
    assert bodies["CaseDecided"]["on_time"] is True, "the new date counts"


async def test_the_applicant_sees_one_apology_and_the_new_date(play: Play) -> None:
    scene = await play(LATE)
    seen = await scene.seen()
    bodies = {move.event: move.body for move in await scene.journal()}
    promised, apology = (bodies[event]["due_at"] for event in ("DossierAccepted", "ApologyGiven"))
    assert (seen["case"]["apologies"], seen["case"]["stage"]) == (1, "returned")
    assert seen["due_at"] == seen["case"]["due_at"], "one due date counts"
    assert datetime.fromisoformat(seen["due_at"]) == datetime.fromisoformat(apology)
    assert datetime.fromisoformat(apology) > datetime.fromisoformat(promised)


async def test_a_date_in_the_past_and_a_second_apology_are_refused(play: Play) -> None:
    scene = await play(LATE)
    assert scene.refusals == [("promise the past", 422, "not-later"), ("apologise twice", 409, "reappointed")]


async def test_a_warning_comes_before_its_deadline_though_both_come_at_once(play: Play) -> None:
    scene = await play(Scenario(overslept, "overslept", "Ngủ quên", "accepted", "received"))
    assert [move.event for move in about(await scene.journal())][-2:] == ["DueDateNear", "DueDatePassed"]


async def overslept(scene: Scene) -> None:
    """No clock moves until the due date has passed."""
    await scene.accepted()
    seen = await scene.until_stage("received")
    await scene.clock.reach(datetime.fromisoformat(seen["case"]["due_at"]))
    await scene.until_emitted("DueDatePassed")
