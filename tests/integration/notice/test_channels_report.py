"""What channels report afterwards moves a notice once, if they have written it and it is about theirs."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any
from uuid import UUID, uuid4

from sandbox.mailbox import reports
from sandbox.settings import Settings
from tests.integration.notice.conftest import attempts, received
from tests.support.counter import Counter
from tests.support.sandbox import Scripts

THERE = Settings()


def returned(notice: object, key: str = THERE.mail_bounce_key, kind: str = "mail") -> dict[str, str]:
    """What the machine that receives returned mail hands on."""
    mail = EmailMessage()
    mail["From"], mail["Message-ID"] = "motcua@hoagiang.example", f"<{notice}.{kind}@hoagiang.example>"
    raw = reports.returned(mail, "an@hoagiang.example")
    return reports.body(raw, key)


def became(notice: object, success: str, key: str = THERE.sms_report_key) -> dict[str, str]:
    return reports.report(uuid4().hex, f"{notice}.sms", success, key)


async def told(counter: Counter, channel: str, body: Any) -> int:
    answer = await counter.http.post(f"http://intake/v1/callbacks/{channel}", json=body)
    return answer.status_code


async def notice_of(counter: Counter, path: str) -> UUID:
    [row] = await counter.rows("select id from notices where dossier = $1", UUID(path.rpartition("/")[2]))
    found: UUID = row["id"]
    return found


async def test_returned_mail_is_followed_by_an_sms_and_that_by_its_delivery(counter: Counter, scripts: Scripts) -> None:
    _, path = await counter.submitted(email="back@hoagiang.example", phone="0199000020")
    dossier, notice = path.rpartition("/")[2], await notice_of(counter, path)
    await counter.call()
    assert await told(counter, "smtp", returned(notice)) == 200
    assert await counter.notices(dossier) == [("submitted", "due")]
    await counter.call()
    assert await attempts(counter, dossier) == [("mail", "bounced"), ("sms", "sent")]
    assert await told(counter, "smtp", returned(notice)) == 200, "it comes again, too late"
    assert await counter.notices(dossier) == [("submitted", "sent")]
    for _ in range(2):
        assert await told(counter, "brandname", became(notice, "1")) == 200
        assert await counter.notices(dossier) == [("submitted", "delivered")]
    assert await told(counter, "brandname", became(notice, "0")) == 200
    assert await attempts(counter, dossier) == [("mail", "bounced"), ("sms", "delivered")]
    assert len(await received(scripts, "0199000020")) == 1


async def test_a_report_before_the_answer_counts(counter: Counter, scripts: Scripts) -> None:
    """The gateway has taken it, and its answer was lost."""
    await scripts.ask("POST", "/faults/sms", {"kind": "done_but_timeout", "times": 2, "seconds": 0.1})
    for success, state in (("1", "delivered"), ("0", "due")):
        _, path = await counter.submitted(email=None, phone="0199000021")
        await counter.call()
        assert await told(counter, "brandname", became(await notice_of(counter, path), success)) == 200
        assert await counter.notices(path.rpartition("/")[2]) == [("submitted", state)]
    await counter.call()
    assert await counter.notices(path.rpartition("/")[2]) == [("submitted", "given_up")], "there is no other channel"


async def test_a_report_that_somebody_else_wrote_moves_nothing(counter: Counter) -> None:
    _, path = await counter.submitted(email="an@hoagiang.example", phone="0199000022")
    notice = await notice_of(counter, path)
    await counter.call()
    forged = returned(notice, "a key that is not the mail server's, at all")
    other = returned(uuid4())
    signed = {**returned(notice), "message": other["message"]}
    for body in (forged, signed, {**forged, "signature": ""}, {}, [], "x", {"sent_at": 1}):
        assert await told(counter, "smtp", body) == 401, body
    good = became(notice, "1")
    wrong = (
        became(notice, "1", "a key that is not the gateway's"),
        {**good, "SendSuccess": "0"},
        {**good, "RequestId": f"{uuid4()}.sms"},
        {**good, "Signature": "é" * 64},
        {},
    )
    for body in wrong:
        assert await told(counter, "brandname", body) == 401, body
    assert await told(counter, "pigeon", good) == 404
    assert await counter.notices(path.rpartition("/")[2]) == [("submitted", "sent")]


async def test_a_report_about_nothing_of_ours_is_taken(counter: Counter) -> None:
    """Of a message of another channel, of none at all, and of mail that is no report."""
    _, path = await counter.submitted(email="an@hoagiang.example", phone="0199000023")
    notice = await notice_of(counter, path)
    await counter.call()
    assert await told(counter, "smtp", returned(uuid4())) == 200
    assert await told(counter, "smtp", reports.body(b"From: x\r\n\r\nhello", THERE.mail_bounce_key)) == 200
    assert await told(counter, "brandname", became("nothing", "1")) == 200
    wrong = reports.report("1", f"{notice}.mail", "0", THERE.sms_report_key)
    assert await told(counter, "brandname", wrong) == 200, "the gateway says nothing of e-mail"
    assert await counter.notices(path.rpartition("/")[2]) == [("submitted", "sent")]


async def test_no_address_is_in_a_log_or_a_table(counter: Counter, scripts: Scripts, capsys: Any) -> None:
    """Whatever the channels answer, what they say is not told: it may name who does not get it."""
    for to in ("seen@hoagiang.example", "0199000024"):
        await scripts.ask("PUT", "/mailbox/fates", {"to": to, "fate": "refused"})
    await scripts.ask("POST", "/faults/mailbox", {"kind": "error", "times": 1})
    _, path = await counter.submitted(email="seen2@hoagiang.example", phone="0199000024")
    _, other = await counter.submitted(email="seen@hoagiang.example", phone="0199000024")
    for _ in range(3):
        await counter.call()
    notice = await notice_of(counter, path)
    assert await told(counter, "smtp", returned(notice)) == 200
    out = "".join(capsys.readouterr())
    for secret in ("seen@", "seen2@", "0199000024", "an@hoagiang.example"):
        assert secret not in out
        for table in ("notices", "journal", "scheduled", "streams", "outbox"):
            assert not await counter.rows(f"select from {table} t where t::text like '%' || $1 || '%'", secret), table
    assert await counter.notices(other.rpartition("/")[2]) == [("submitted", "given_up")]
    assert "call failed" in out
