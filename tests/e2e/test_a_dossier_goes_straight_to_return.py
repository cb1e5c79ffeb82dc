"""Online, complete, accepted, appraised, signed, handed over: nothing goes wrong."""

from motcua.simulation.scenarios import THROUGH
from tests.support.journals import ACCEPTED, DECIDED, RETURNED, lines
from tests.support.plays import Play


async def test_every_move_is_in_the_journals_in_its_order(play: Play) -> None:
    scene = await play(THROUGH)
    assert lines(await scene.journal()) == ACCEPTED + DECIDED + RETURNED


async def test_the_applicant_sees_code_due_date_and_end(play: Play) -> None:
    scene = await play(THROUGH)
    seen = await scene.seen()
    assert seen["code"].startswith("H99.01.01-")
    assert (seen["state"], seen["case"]["stage"]) == ("accepted", "returned")
    assert seen["case"]["due_at"] == seen["due_at"]
    assert (seen["case"]["apologies"], seen["case"]["withdrawal_declined"]) == (0, False)


async def test_no_one_does_what_is_not_theirs_or_too_late(play: Play) -> None:
    scene = await play(THROUGH)
    assert scene.refusals == [
        ("claim what is for another role", 403, "wrong-role"),
        ("withdraw what was returned", 409, "ended"),
    ]


async def test_every_entry_names_who_acted_and_for_whom(play: Play) -> None:
    scene = await play(THROUGH)
    by = {move.event: (move.actor, move.agency) for move in await scene.journal()}
    assert by["DossierSubmitted"] == (scene.owner.subject, None)
    assert by["DossierAccepted"] == by["CaseReceived"] == (scene.desk.subject, "H99.01.01")
    assert by["CaseDecided"] == (scene.head.subject, "H99.03")
    assert by["ResultReturned"] == (scene.desk.subject, "H99.01.01")
