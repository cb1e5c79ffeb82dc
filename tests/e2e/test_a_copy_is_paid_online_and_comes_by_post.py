"""One agency, the fee paid online, the signed result delivered by post; the portal receives every status."""

from typing import Any

from motcua.signin.people import SAMPLE
from motcua.simulation.scenarios import COPY
from tests.support.journals import ACCEPTED, about, lines, moved_by_money, said
from tests.support.plays import Play

DONE = [
    "officer: TaskClaimed, task: open -> claimed",
    "officer: ProcessingStarted, case: received -> processing",
    "officer: TaskCompleted, task: claimed -> done",
    "officer: FeeRequested, case: processing -> awaiting_payment",
    "service: FeePaid, case: awaiting_payment -> processing",
    "service: TaskOpened, task: none -> open",
    "supervisor: TaskClaimed, task: open -> claimed",
    "supervisor: TaskCompleted, task: claimed -> done",
    "supervisor: CaseDecided, case: processing -> decided",
    "service: ResultReturned, case: decided -> returned",
]


async def test_the_case_goes_through_the_fee_and_the_post(play: Play) -> None:
    scene = await play(COPY)
    moves = await scene.journal()
    assert lines(moves, "dossier", "case", "task") == ACCEPTED + DONE
    assert moved_by_money(moves) == ["ChargeOpened", "PaymentAsked", "PaymentStarted", "ChargeSettled"]
    assert said(moves, "consignment")[:2] == ["ConsignmentRequested", "ConsignmentCreated"]
    assert said(moves, "consignment")[-1] == "ConsignmentDelivered"
    assert about(moves, "case")[-1].body["by"] == "post"


async def test_the_receipt_is_for_what_was_paid(play: Play) -> None:
    scene = await play(COPY)
    charge = await scene.charge()
    found = await scene.owner.get("payment", f"/v1/charges/{charge['id']}/receipts")
    assert [(each["kind"], each["amount"], each["valid"]) for each in found["receipts"]] == [("le-phi", 8000, True)]


async def test_the_officers_are_named_to_the_applicant_and_to_the_portal(play: Play) -> None:
    scene = await play(COPY)
    names = {each.subject: each.name for each in SAMPLE}
    desk, head = (names[officer.subject] for officer in (scene.desk, scene.head))
    body = (await scene.letter("decided-post"))["body"]
    assert f"({desk}, Chuyên viên)" in body
    assert f"({head}, Giám đốc Trung tâm)" in body
    timeline = (await scene.owner.get("intake", f"{scene.path}/timeline"))["happened"]
    assert {each["officer"]["name"] for each in timeline if each["officer"]} >= {desk, head}

    def told(dossier: dict[str, Any]) -> bool:
        return {(each["NguoiXuLy"], each["ChucDanh"]) for each in dossier["progress"]} >= {
            (desk, "Chuyên viên"),
            (head, "Giám đốc Trung tâm"),
        }

    await scene.at_the_portal((await scene.seen())["code"], told)
