"""The channels' formats: what is sent, what a report says, what proves one, and when nobody is woken."""

from __future__ import annotations

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from pydantic import SecretStr

from intake.channel.brandname import proof as brandname_proof
from intake.channel.brandname import rules as brandname
from intake.channel.brandname.jobs import Brandname
from intake.channel.brandname.settings import BrandnameSettings
from intake.channel.protocol import Message, Report
from intake.channel.smtp import rules as smtp
from intake.channel.smtp.jobs import Smtp
from intake.channel.smtp.settings import SmtpSettings
from sandbox.mailbox.reports import report, returned

ID = "019a0000-0000-5000-8000-000000000003"
KEY = "a key of the test, long enough for it"
NOON = datetime(2026, 11, 10, 5, 0, tzinfo=UTC)
TOLD = Message("an@hoagiang.example", f"{ID}.mail", "Hồ sơ đã tiếp nhận", "Xem tại ...\n", "Đề nghị bổ sung", NOON)


async def mail_channel(key: str = KEY) -> Smtp:
    return Smtp.of(SmtpSettings(host="mail.example", sender="motcua@hoagiang.example", bounce_key=SecretStr(key)))


def letter() -> Any:
    return message_from_bytes(smtp.letter(TOLD, "motcua@hoagiang.example").as_bytes(), policy=policy.default)


def test_an_e_mail_is_one_message_however_often_it_is_sent() -> None:
    mail = letter()
    assert mail["Message-ID"] == f"<{ID}.mail@hoagiang.example>"
    assert (mail["To"], mail["Subject"], mail["Auto-Submitted"]) == (TOLD.to, TOLD.subject, "auto-generated")
    assert mail.get_content().replace("\r", "") == TOLD.body


@pytest.mark.parametrize("to", ["a\r\nBcc: b@c", "nobody", "a@b\nX: y", "a b@c"])
def test_an_address_adds_no_header(to: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        smtp.letter(Message(to, "r", "s", "b", "", NOON), "a@b").as_bytes()


def test_returned_mail_names_the_message_that_came_back() -> None:
    raw = returned(letter(), TOLD.to)
    assert smtp.returned(raw) == Report(f"{ID}.mail", delivered=False)
    assert smtp.returned(raw.replace(b"Action: failed", b"Action: delayed")) is None
    assert smtp.returned(raw.replace(ID.encode(), b"another")) is None
    assert smtp.returned(letter().as_bytes()) is None, "a message of ours that comes by another way is no report"
    assert smtp.returned(b"\xff\x00") is None


async def test_only_signed_returned_mail_is_believed() -> None:
    channel = await mail_channel()
    message = base64.b64encode(returned(letter(), TOLD.to)).decode()
    good = {"sent_at": "2026-11-10T12:00:00+07:00", "message": message}
    good["signature"] = _mac(f"{good['sent_at']}.{message}")
    assert channel.proves(json.dumps(good).encode())
    assert channel.report(json.dumps(good).encode()) == Report(f"{ID}.mail", delivered=False)
    for name, value in (("sent_at", "2027"), ("message", message[:-8]), ("signature", "0" * 64), ("signature", "é")):
        assert not channel.proves(json.dumps({**good, name: value}).encode()), name
    assert not channel.proves(b"no JSON")
    keyless = Smtp.of(SmtpSettings(host="mail.example", sender="motcua@hoagiang.example"))
    assert not keyless.proves(json.dumps(good).encode()), "without a key nothing is"


def _mac(text: str) -> str:
    return hmac.new(KEY.encode(), text.encode(), "sha256").hexdigest()


def sms(key: str = KEY, **more: Any) -> Brandname:
    settings: dict[str, Any] = {"url": "https://sms.example", "sender": "HOAGIANG", "report_key": SecretStr(key)}
    return Brandname.of(BrandnameSettings(**settings | more))


def test_an_sms_is_as_the_gateway_documents_it() -> None:
    told = brandname.request(TOLD, {"ApiKey": "a", "SecretKey": "b"}, "HOAGIANG", "")
    assert told == {
        "ApiKey": "a",
        "SecretKey": "b",
        "Brandname": "HOAGIANG",
        "SmsType": "2",
        "IsUnicode": "0",
        "Content": "De nghi bo sung",
        "Phone": TOLD.to,
        "RequestId": TOLD.reference,
    }
    assert brandname.request(TOLD, {}, "H", "https://us.example")["CallbackUrl"] == "https://us.example"


@pytest.mark.parametrize(
    ("status", "success", "became"),
    [("5", "1", True), ("5", "0", False), ("5", "", False), ("4", "0", False), ("1", "0", None), ("7", "1", None)],
)
def test_what_a_report_of_the_gateway_says(status: str, success: str, became: bool | None) -> None:
    assert brandname.delivered(status, success) is became


async def test_only_signed_reports_are_believed() -> None:
    good, channel = report("an-sms", f"{ID}.sms", "1", KEY), sms()
    assert channel.proves(json.dumps(good).encode())
    assert channel.report(json.dumps(good).encode()) == Report(f"{ID}.sms", delivered=True)
    for name in ("SMSID", "RequestId", "SendStatus", "SendSuccess", "Signature"):
        assert not channel.proves(json.dumps({**good, name: good[name] + "0"}).encode()), name
        assert not channel.proves(json.dumps({**good, name: 1}).encode())
    moved = {**good, "SMSID": f"an-sms|{ID}.sms", "RequestId": "5"}
    assert not channel.proves(json.dumps(moved).encode()), "no field reaches into the next one"
    assert not sms(key="").proves(json.dumps(good).encode()), "without a key nothing is"
    with pytest.raises(ValueError, match="signed"):
        brandname_proof.signed(KEY.encode(), "a|b")


def at(hour: int, minute: int = 0, day: int = 10) -> datetime:
    """An hour in the province."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=7)


@pytest.mark.parametrize(
    ("hours", "now", "until"),
    [
        ("22:00-07:00", at(21, 59), None),
        ("22:00-07:00", at(22), at(7, day=11)),
        ("22:00-07:00", at(23, 30), at(7, day=11)),
        ("22:00-07:00", at(6, 59), at(7)),
        ("22:00-07:00", at(7), None),
        ("12:00-13:30", at(12, 15), at(13, 30)),
        ("12:00-13:30", at(13, 30), None),
        ("", at(3), None),
    ],
)
async def test_nobody_is_woken(hours: str, now: datetime, until: datetime | None) -> None:
    assert sms(quiet=hours).quiet(now) == until
    assert (await mail_channel()).quiet(now) is None, "e-mail wakes nobody"
