"""Each stage is told once, whatever the channels do; and nothing personal leaves but to them."""

from __future__ import annotations

import json
import re
from collections import Counter as Count
from datetime import timedelta
from uuid import UUID

from intake.channel.protocol import Channels
from motcua.stack.waiting import until
from motcua.verify.privacy import disguises
from shared.contracts import postal, workflow
from shared.kernel.ids import uuid7
from shared.kernel.incoming import EventRecord, kept
from shared.kernel.topics import records_on
from tests.integration.notice.conftest import received, sms
from tests.support import dossiers
from tests.support.counter import LATER, LINK, TRIED, Counter
from tests.support.sandbox import Scripts, free_port

FEE = workflow.Fee(code="PH01", kind="phi", amount=150_000)


async def test_every_stage_of_a_life_is_told_once(counter: Counter, scripts: Scripts) -> None:
    seen = await counter.accepted(email=None, phone="0199000001")
    told = (
        workflow.ProcessingStarted(),
        workflow.SupplementRequested(components=["TP02"], until=LATER, left=60),
        workflow.ProcessingResumed(due_at=LATER, warn_at=LATER),
        workflow.FeeRequested(step="collect", fees=[FEE], until=LATER, left=60),
        workflow.FeePaid(due_at=LATER, warn_at=LATER),
        workflow.ApologyGiven(reason="too-many", due_at=LATER, warn_at=LATER),
        workflow.CaseDecided(result="KQ01", on_time=True, returns="post"),
    )
    await counter.receive(counter.workflow.emits(UUID(seen["id"]), *told))
    await counter.receive(counter.postal.emits(UUID(seen["id"]), postal.DeliveryAttempted(attempt=1, at=LATER)))
    await counter.receive(counter.workflow.emits(UUID(seen["id"]), workflow.ResultReturned(by="post")))
    await counter.call()
    templates = ["submitted", "accepted", "supplement-requested", "fee-requested", "apology", "decided-post"]
    templates += ["delivery-attempted", "returned"]
    assert await counter.notices(seen["id"]) == [(template, "sent") for template in templates]
    messages = await received(scripts, "0199000001")
    found = {message["key"] for message in messages}
    notices = await counter.rows("select id, template from notices where dossier = $1", UUID(seen["id"]))
    assert found == {f"{row['id']}.sms" for row in notices}
    texts = {
        row["template"]: message["body"] for row in notices for message in messages if str(row["id"]) in message["key"]
    }
    assert texts["fee-requested"].startswith(f"De nghi nop phi, le phi cua ho so {seen['code']} truoc 09 gio 30 ngay")
    assert "So Cong Thuong" in texts["apology"]
    assert all(f"Xem thong bao tai {LINK}/" in text and text.isascii() for text in texts.values())
    read = {each["template"]: each for each in await counter.desk.get("intake", f"/v1/dossiers/{seen['id']}/notices")}
    bodies = {template: each["text"]["vi"]["body"] for template, each in read.items()}
    assert "150.000 đồng" in bodies["fee-requested"]
    assert "09 giờ 30 ngày 01/03/2027" in bodies["apology"]
    by_desk = (
        r"Tiếp nhận: Trung tâm Phục vụ hành chính công tỉnh \(Lê Thu Hà, Chuyên viên\), \d\d giờ \d\d ngày [\d/]+\."
    )
    assert [name for name, body in bodies.items() if not re.search(by_desk, body)] == ["submitted"]
    assert await counter.rows("select from scheduled where dossier = $1 and name <> 'x'", UUID(seen["id"])) == []


async def test_of_a_dossier_that_is_lost_nobody_is_told(counter: Counter) -> None:
    """It was begun after the back-up that intake was restored from: others go on with it for a while."""
    lost = uuid7()
    await counter.receive(counter.postal.emits(lost, postal.DeliveryAttempted(attempt=1, at=LATER)))
    assert await counter.notices(str(lost)) == []


async def test_what_the_desk_asks_and_refuses_is_told_by_mail_in_ones_language(
    counter: Counter, scripts: Scripts
) -> None:
    _, path = await counter.submitted(email="an@hoagiang.example", language="en")
    await counter.desk.act("intake", path, "supplement-request", {"components": ["TP02"]})
    await counter.call()
    _, other = await counter.submitted(email="an@hoagiang.example", language="en")
    await counter.desk.act("intake", other, "refusal", {"reason": "prohibited"})
    await counter.call()
    messages = await received(scripts, "an@hoagiang.example")
    assert Count(message["subject"] for message in messages) == {
        "Your dossier has been handed in": 2,
        "Your dossier needs a supplement": 1,
        "Your dossier was not accepted": 1,
    }
    assert {message["kind"] for message in messages} == {"mail"}
    [(notice, _)] = [
        (row["id"], row)
        for row in await counter.rows(
            "select * from notices where template = $1 and dossier = $2", "not-accepted", UUID(other.rpartition("/")[2])
        )
    ]
    [refused] = [message for message in messages if message["key"] == f"{notice}.mail"]
    assert f"Read the notice at {LINK}/{notice}" in refused["body"]
    assert "Provincial" in refused["body"], "who writes"


async def test_a_gateway_that_does_it_and_times_out_delivers_once(counter: Counter, scripts: Scripts) -> None:
    await scripts.ask("POST", "/faults/sms", {"kind": "done_but_timeout", "times": 2, "seconds": 0.1})
    _, path = await counter.submitted(email=None, phone="0199000002")
    dossier = path.rpartition("/")[2]
    for tried in (1, 2):
        await counter.call()
        assert await counter.notices(dossier) == [("submitted", "due")]
        assert len(await received(scripts, "0199000002")) == 1, f"after try {tried}"
    await counter.call()
    assert await counter.notices(dossier) == [("submitted", "sent")]
    [message] = await received(scripts, "0199000002")
    [row] = await counter.rows("select id from notices where dossier = $1", UUID(dossier))
    assert (message["key"], message["copies"]) == (f"{row['id']}.sms", 1)


async def test_a_number_that_changes_between_two_tries_gets_no_second_message(
    counter: Counter, scripts: Scripts
) -> None:
    """Between two tries the applicant has changed the number: the first one had got through after all."""
    await scripts.ask("POST", "/faults/sms", {"kind": "done_but_timeout", "times": 1, "seconds": 0.1})
    _, path = await counter.submitted(email=None, phone="0199000003")
    dossier = path.rpartition("/")[2]
    await counter.call()
    await counter.phone_changes(UUID(dossier), "0199000003", "0199000004")
    await counter.call()
    assert await counter.notices(dossier) == [("submitted", "sent")]
    assert len(await received(scripts, "0199000003")) == 1
    assert await received(scripts, "0199000004") == []


async def test_a_channel_that_is_away_is_called_again(counter: Counter, scripts: Scripts) -> None:
    away = sms(f"http://127.0.0.1:{free_port()}")
    counter.telling(Channels(away))
    _, path = await counter.submitted(email=None, phone="0199000005")
    dossier = path.rpartition("/")[2]
    await counter.call()
    counter.telling(counter.channels)
    for kind in ("error", "refuse"):
        await scripts.ask("POST", "/faults/sms", {"kind": kind, "times": 1})
        await counter.call()
        assert await counter.notices(dossier) == [("submitted", "due")]
    [row] = await counter.rows("select attempts from scheduled where dossier = $1 and name = 'send'", UUID(dossier))
    assert row["attempts"] == 3
    await counter.call()
    assert await counter.notices(dossier) == [("submitted", "sent")]
    assert len(await received(scripts, "0199000005")) == 1
    await away.close()


async def test_a_notice_is_read_without_names_while_they_cannot_be_asked_for(counter: Counter) -> None:
    seen = await counter.accepted(email=None, phone="0199000008")
    counter.colleagues.away, known = True, counter.colleagues.officers._known.copy()
    counter.colleagues.officers._known.clear()
    try:
        [_, accepted] = await counter.desk.get("intake", f"/v1/dossiers/{seen['id']}/notices")
    finally:
        counter.colleagues.away = False
        counter.colleagues.officers._known.update(known)
    assert "Tiếp nhận: Trung tâm Phục vụ hành chính công tỉnh, " in accepted["text"]["vi"]["body"]


async def test_after_some_days_it_is_given_up(counter: Counter, scripts: Scripts) -> None:
    _, path = await counter.submitted(email=None, phone="0199000006")
    dossier = path.rpartition("/")[2]
    await counter.rows("update clock set ahead = $1", TRIED - timedelta(minutes=1))
    await counter.fire()
    assert await counter.notices(dossier) == [("submitted", "due")]
    await counter.rows("update clock set ahead = $1", TRIED + timedelta(minutes=1))
    await counter.fire()
    await counter.rows("update clock set ahead = '0'")
    await counter.call()
    assert await counter.notices(dossier) == [("submitted", "given_up")]
    assert await received(scripts, "0199000006") == []


async def test_what_is_received_again_is_not_told_again(counter: Counter, scripts: Scripts) -> None:
    """Its checkpoints lost, as after a restore: everything is received a second time."""
    seen = await counter.accepted(email=None, phone="0199000007")
    lines = counter.workflow.emits(UUID(seen["id"]), workflow.CaseDecided(result="KQ01", on_time=True))
    await counter.receive(lines)
    await counter.call()
    before = await counter.notices(seen["id"])
    checkpoint = (lines[0].sequence - 1, lines[0].previous)
    forget = "update streams set checkpoints = checkpoints || $2::jsonb where dossier = $1"
    await counter.rows(forget, UUID(seen["id"]), json.dumps({"workflow": checkpoint}))
    await counter.receive(lines)
    await counter.call()
    assert await counter.notices(seen["id"]) == before
    assert [template for template, _ in before] == ["submitted", "accepted", "decided-desk"]
    assert len(await received(scripts, "0199000007")) == 3


async def test_without_a_channel_notices_are_read_online(counter: Counter) -> None:
    counter.telling(Channels())
    seen = await counter.accepted()
    await counter.receive(counter.workflow.emits(UUID(seen["id"]), workflow.CaseStopped(reason="fee-late")))
    counter.telling(counter.channels)
    await counter.call()
    told = [(template, "online") for template in ("submitted", "accepted", "stopped")]
    assert await counter.notices(seen["id"]) == told


async def test_nothing_personal_is_on_the_topic(counter: Counter) -> None:
    seen = await counter.accepted()
    await counter.call()
    async with counter.relaying():

        async def all_sent() -> bool:
            return not await counter.rows("select from outbox limit 1")

        await until(all_sent)
    read = await records_on(counter.stack.addresses.kafka, counter.producer, counter.node.keys)
    lines = [line for line in read if isinstance(line, EventRecord)]
    assert lines == read
    kinds = Count(line.kind.rpartition(".")[2] for line in lines if str(line.dossier) == seen["id"])
    assert (kinds["NoticeDue"], kinds["NoticeSent"]) == (2, 2)
    needles = [needle for secret in (*dossiers.SECRETS, seen["tracking"]) for needle in disguises(secret)]
    assert not [
        line.kind for line in lines for needle in needles if needle in line.value or needle in kept(line.raw).encode()
    ]


async def test_the_person_is_kept_in_the_application_alone(counter: Counter) -> None:
    await counter.accepted(phone="0199111222", email=None)
    await counter.call()
    for table in ("notices", "journal", "scheduled", "milestones", "streams", "deferred"):
        assert not await counter.rows(f"select from {table} t where t::text like '%0199111222%'"), table
