"""What the mail server and the gateway report: returned mail, and what became of a message. Both are signed.

How the machine that receives returned mail hands it on, and the gateway's signature, are ours.
"""

from __future__ import annotations

import base64
import hmac
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from typing import Any

from sandbox.faults.courier import Callback, Courier
from sandbox.faults.courier import Fate as Reported
from sandbox.faults.plan import Counterpart
from sandbox.settings import Settings
from sandbox.times import now

TAKEN = 200
OVER = "5"  # SendStatus


class Reports:
    """Sends reports to the addresses of the settings; without one there are none."""

    def __init__(self, courier: Courier, settings: Settings) -> None:
        self._courier, self._settings = courier, settings

    def returned(self, mail: EmailMessage, to: str) -> None:
        """The mail could not be delivered."""
        told = body(returned(mail, to), self._settings.mail_bounce_key)
        forged = {**told, "signature": "0" * 64}
        other = body(returned(_other(mail), to), self._settings.mail_bounce_key)
        self._send(
            Counterpart.MAILBOX, self._settings.mail_bounces, told, forged, {**told, "message": other["message"]}
        )

    def became(self, number: str, reference: str, url: str, *, delivered: bool) -> None:
        """What became of an SMS; reported to `url`, or where the settings say."""
        told = report(number, reference, "1" if delivered else "0", self._settings.sms_report_key)
        forged, other = {**told, "Signature": "0" * 64}, {**told, "SendSuccess": "0" if delivered else "1"}
        self._send(Counterpart.SMS, url or self._settings.sms_reports, told, forged, other)

    def _send(self, who: Counterpart, url: str, told: Any, forged: Any, tampered: Any) -> None:
        if url:
            self._courier.send(Callback(who, url, told, forged, tampered, _is_taken, _forgotten))


def returned(mail: EmailMessage, to: str) -> bytes:
    """A delivery status notification: text for people, the status, and the headers of what came back."""
    told = MIMEMultipart("report", report_type="delivery-status")
    told["From"], told["To"], told["Subject"] = "MAILER-DAEMON@sandbox", str(mail["From"]), "Undelivered mail"
    text = MIMENonMultipart("text", "plain")
    text.set_payload("The mail could not be delivered.")
    status = MIMENonMultipart("message", "delivery-status")
    status.set_payload([_fields(("Reporting-MTA", "dns; sandbox")), _recipient(to)])
    headers = MIMENonMultipart("text", "rfc822-headers")
    headers.set_payload("".join(f"{name}: {mail[name]}\r\n" for name in ("From", "Message-ID")))
    for part in (text, status, headers):
        told.attach(part)
    return told.as_bytes()


def _recipient(to: str) -> EmailMessage:
    return _fields(("Final-Recipient", f"rfc822; {to}"), ("Action", "failed"), ("Status", "5.1.1"))


def _fields(*fields: tuple[str, str]) -> EmailMessage:
    part = EmailMessage()
    for name, value in fields:
        part[name] = value
    return part


def _other(mail: EmailMessage) -> EmailMessage:
    """The same mail under a Message-ID that nobody has sent."""
    other = EmailMessage()
    other["From"], other["Message-ID"] = str(mail["From"]), "<00000000-0000-4000-8000-000000000000.mail@sandbox>"
    return other


def body(raw: bytes, key: str) -> dict[str, str]:
    """Returned mail as the machine that receives it hands it on."""
    sent_at, message = now().isoformat(), base64.b64encode(raw).decode()
    return {"sent_at": sent_at, "message": message, "signature": _mac(key, f"{sent_at}.{message}")}


def report(number: str, reference: str, success: str, key: str) -> dict[str, str]:
    """The fields of the gateway's own reports, but for the telephone number; and a signature."""
    failed = "0" if success == "1" else "1"
    fields = {"SMSID": number, "RequestId": reference, "SendStatus": OVER, "SendSuccess": success}
    return {**fields, "SendFailed": failed, "TypeId": "2", "Signature": _mac(key, "|".join(fields.values()))}


def _mac(key: str, text: str) -> str:
    return hmac.new(key.encode(), text.encode(), "sha256").hexdigest()


def _is_taken(answer: Any) -> bool:
    return bool(answer.status_code == TAKEN)


def _forgotten(_fate: Reported, _tries: int) -> None:
    """Nobody asks what became of a report."""
