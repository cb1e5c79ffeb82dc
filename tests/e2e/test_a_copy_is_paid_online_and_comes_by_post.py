"""One agency, the fee paid online, the signed result delivered by post; the portal receives every status."""

from collections.abc import Iterator
from typing import Any

from motcua.signin.people import SAMPLE
from motcua.simulation.applicants import Applicant
from motcua.simulation.province import Province
from motcua.simulation.scenarios import COPY, Clock, Scene
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
    body = (await scene.letter("decided-post"))["text"]["vi"]["body"]
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


async def test_every_mail_leads_to_its_notice_and_says_no_more(play: Play) -> None:
    scene = await play(COPY)
    notices = {notice["id"]: notice for notice in await scene.told(("mail", "sent"))}
    mails = await scene.messages(scene.applicant.email)
    sent = {id_ for id_, notice in notices.items() if notice["state"] == "sent"}
    assert {"accepted", "fee-requested", "returned"} <= {notices[id_]["template"] for id_ in sent}
    assert sent <= mails.keys()
    code = (await scene.seen())["code"]
    for id_ in sent:
        assert not [secret for secret in scene.applicant.secrets if secret in mails[id_]["body"]]
        read = await scene.owner.get("intake", f"/v1/notices/{id_}")
        assert read == notices[id_]
        assert mails[id_]["subject"] == read["text"]["vi"]["subject"]
    fee = next(notice for notice in notices.values() if notice["template"] == "fee-requested")
    assert "8.000 đồng" in fee["text"]["vi"]["body"]
    assert "8.000" not in mails[fee["id"]]["body"]
    assert code in mails[fee["id"]]["body"]


async def test_mail_that_comes_back_is_followed_by_an_sms(installation: Province, people: Iterator[Applicant]) -> None:
    scene = Scene(installation, next(people), Clock(installation.operator))
    await scene.mail_comes_back()
    await scene.hand_in()
    [notice] = await scene.told(("mail", "bounced"), ("sms", "delivered"))
    assert (notice["template"], notice["state"]) == ("submitted", "delivered")
    assert [*await scene.messages(scene.applicant.phone)] == [notice["id"]]
    assert await scene.messages(scene.applicant.email) == {}
