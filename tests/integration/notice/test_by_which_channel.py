"""An applicant is told by the first channel that reaches them, not at night; who wants none reads online."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from intake.channel.protocol import Channels
from tests.integration.conftest import MailServer
from tests.integration.notice.conftest import attempts, mail, received, sms
from tests.support.counter import Counter
from tests.support.sandbox import Scripts, free_port


async def test_a_mail_whose_answer_is_lost_is_sent_again_as_the_same_message(
    counter: Counter, scripts: Scripts
) -> None:
    await scripts.ask("POST", "/faults/mailbox", {"kind": "done_but_timeout", "times": 2, "seconds": 0.1})
    _, path = await counter.submitted(email="twice@hoagiang.example")
    dossier = path.rpartition("/")[2]
    for copies in (1, 2):
        await counter.call()
        assert await counter.notices(dossier) == [("submitted", "due")]
        [message] = await received(scripts, "twice@hoagiang.example")
        assert message["copies"] == copies
    await counter.call()
    assert await counter.notices(dossier) == [("submitted", "sent")]
    [message] = await received(scripts, "twice@hoagiang.example")
    [row] = await counter.rows("select id from notices where dossier = $1", UUID(dossier))
    assert (message["key"], message["copies"]) == (f"{row['id']}.mail", 3)


async def test_who_reads_no_mail_is_told_by_sms(counter: Counter, scripts: Scripts) -> None:
    """Refused at once, by the server or because no header can hold the address, or by both channels."""
    long = f"{'a' * 64}@{'b' * 180}.example"
    for number, (to, phone) in enumerate(((long, "0199000010"), ("nobody@hoagiang.example", "0199000011"))):
        await scripts.ask("PUT", "/mailbox/fates", {"to": "nobody@hoagiang.example", "fate": "refused"})
        _, path = await counter.submitted(email=to, phone=phone)
        dossier = path.rpartition("/")[2]
        await counter.call()
        assert await counter.notices(dossier) == [("submitted", "due")], number
        await counter.call()
        assert await counter.notices(dossier) == [("submitted", "sent")]
        assert await attempts(counter, dossier) == [("mail", "turned-away"), ("sms", "sent")]
        assert len(await received(scripts, phone)) == 1
        assert await received(scripts, to) == []


async def test_whom_no_channel_reaches_is_given_up(counter: Counter, scripts: Scripts) -> None:
    for to in ("gone@hoagiang.example", "0199000012"):
        await scripts.ask("PUT", "/mailbox/fates", {"to": to, "fate": "refused"})
    _, path = await counter.submitted(email="gone@hoagiang.example", phone="0199000012")
    for _ in range(3):
        await counter.call()
    assert await counter.notices(path.rpartition("/")[2]) == [("submitted", "given_up")]
    [row] = await counter.rows("select reason from notices where dossier = $1", UUID(path.rpartition("/")[2]))
    assert row["reason"] == "tried-all"


async def test_a_channel_that_is_away_too_long_is_left(
    counter: Counter, scripts: Scripts, sandbox_url: str, mail_server: MailServer
) -> None:
    """The last one is not: it is tried until the notice is old news."""
    gone, other = mail(mail_server, port=free_port()), sms(f"http://127.0.0.1:{free_port()}")
    counter.telling(Channels(gone, other), tries=2)
    _, path = await counter.submitted(email="away@hoagiang.example", phone="0199000013")
    dossier = path.rpartition("/")[2]
    for _ in range(2):
        await counter.call()
    assert await attempts(counter, dossier) == [("mail", "away")]
    for _ in range(3):
        await counter.call()
    assert await counter.notices(dossier) == [("submitted", "due")]
    counter.telling(counter.channels)
    await counter.call()
    assert len(await received(scripts, "0199000013")) == 1
    for each in (gone, other):
        await each.close()


async def test_nobody_is_sent_an_sms_at_night(counter: Counter, scripts: Scripts, sandbox_url: str) -> None:
    [row] = await counter.rows("select now() at time zone 'Asia/Ho_Chi_Minh' as here")
    begin, end = row["here"] - timedelta(hours=1), row["here"] + timedelta(hours=2)
    night = sms(sandbox_url, quiet=f"{begin:%H:%M}-{end:%H:%M}")
    counter.telling(Channels(night))
    _, path = await counter.submitted(email=None, phone="0199000014")
    dossier = path.rpartition("/")[2]
    await counter.call()
    assert await counter.notices(dossier) == [("submitted", "held")]
    await counter.rows("update clock set ahead = $1", timedelta(hours=1))
    await counter.fire()
    assert await counter.notices(dossier) == [("submitted", "held")], "it is still night"
    assert await received(scripts, "0199000014") == []
    await counter.rows("update clock set ahead = $1", timedelta(hours=2, minutes=1))
    await counter.fire()
    await counter.call()
    await counter.rows("update clock set ahead = '0'")
    assert await counter.notices(dossier) == [("submitted", "sent")]
    assert len(await received(scripts, "0199000014")) == 1
    await night.close()


async def test_who_wants_no_messages_reads_online(counter: Counter, scripts: Scripts) -> None:
    _, path = await counter.submitted(email="quiet@hoagiang.example", phone="0199000015", channels=[])
    _, other = await counter.submitted(email="quiet@hoagiang.example", phone="0199000016", channels=["sms"])
    _, third = await counter.submitted(email=None, phone="0199000017", channels=["mail"])
    await counter.call()
    assert await counter.notices(path.rpartition("/")[2]) == [("submitted", "online")]
    assert await counter.notices(other.rpartition("/")[2]) == [("submitted", "sent")]
    assert await counter.notices(third.rpartition("/")[2]) == [("submitted", "given_up")]
    assert await received(scripts, "quiet@hoagiang.example") == []
    assert len(await received(scripts, "0199000016")) == 1
