"""How a notice is an e-mail, and what returned mail says of one (RFC 5322, RFC 3464). Pure.

The Message-ID is the reference: a message that is sent twice, because the answer was lost, is one message to what
receives it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage, Message
from email.utils import format_datetime

from intake.channel.protocol import Message as Told
from intake.channel.protocol import Report

NAME = "smtp"
OURS = re.compile(r"<([0-9a-f-]{36}\.mail)@[^<>\s]+>")


def letter(told: Told, sender: str) -> EmailMessage:
    """Raises ValueError for an address that no header can hold."""
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"] = Address(addr_spec=sender)
    mail["To"] = Address(addr_spec=told.to)
    mail["Subject"] = told.subject
    mail["Date"] = format_datetime(told.at)
    mail["Message-ID"] = f"<{told.reference}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday message answers it
    mail.set_content(told.body)
    return mail


def returned(raw: bytes) -> Report | None:
    """Which message a delivery status notification is about, if it says that it failed for good."""
    parts = list(message_from_bytes(raw).walk())
    failed = any(part.get("Action", "").strip().lower() == "failed" for part in parts)
    found = next(_references(parts), None)
    return Report(found, delivered=False) if failed and found else None


def _references(parts: list[Message]) -> Iterator[str]:
    """Of the message that came back: its headers, whole or in a part of their own."""
    for part in parts[1:]:
        said = part.get("Message-ID") or ""
        if part.get_content_type() == "text/rfc822-headers":
            said += str(part.get_payload())
        yield from OURS.findall(said)
