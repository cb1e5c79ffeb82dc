"""The mail server: SMTP with STARTTLS and AUTH PLAIN, for one message at a time. It takes mail to anybody.

Faults: `slow` before the text is confirmed, `error` 451 and `refuse` 450 before it is sent, `done_but_timeout` takes
the mail and closes the connection without a word.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import ssl
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

from sandbox.faults.plan import Counterpart, Fault, Faults, Kind, Moment
from sandbox.mailbox.messages import Fate, Messages
from sandbox.mailbox.reports import Reports
from sandbox.settings import Settings
from sandbox.times import now

LONGEST, LONGEST_DOMAIN = 1024 * 1024, 180
GREETING = ("250-sandbox", "250-8BITMIME", "250-SMTPUTF8")


@dataclass
class Session:
    """One connection: how far it has come."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    secure: bool = False
    known: bool = False
    sender: str | None = None
    to: list[str] = field(default_factory=list)

    async def say(self, *lines: str) -> None:
        self.writer.write("".join(f"{line}\r\n" for line in lines).encode())
        await self.writer.drain()


class MailServer:
    """Listens on a port of its own, and keeps what it takes. `tls`: its certificate; None: it has no STARTTLS."""

    def __init__(self, messages: Messages, reports: Reports, faults: Faults, settings: Settings) -> None:
        self._messages, self._reports, self._faults, self._settings = messages, reports, faults, settings
        self._tls: ssl.SSLContext | None = None
        self._server: asyncio.Server | None = None
        self._talking: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        if self._settings.smtp_certificate:
            self._tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            self._tls.load_cert_chain(self._settings.smtp_certificate)
        self._server = await asyncio.start_server(
            self._talk, self._settings.host, self._settings.smtp_port, limit=LONGEST
        )

    async def close(self) -> None:
        if self._server:
            self._server.close()
        for task in tuple(self._talking):
            task.cancel()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = cast("asyncio.Task[None]", asyncio.current_task())
        self._talking.add(task)
        try:
            session = Session(reader, writer)
            await session.say("220 sandbox ESMTP")
            while line := await reader.readline():
                if not await self._command(session, line.decode(errors="replace").strip()):
                    break
        except (OSError, EOFError, ValueError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass
        finally:
            self._talking.discard(task)
            writer.close()

    async def _command(self, session: Session, line: str) -> bool:
        """One command; False ends the connection."""
        verb, _, rest = line.partition(" ")
        match verb.upper():
            case "EHLO" | "HELO":
                auth = ["250-AUTH PLAIN"] if self._tls is None or session.secure else ["250-STARTTLS"]
                await session.say(*GREETING, *auth, "250 HELP")
            case "STARTTLS" if self._tls and not session.secure:
                await session.say("220 ready")
                await session.writer.start_tls(self._tls)
                session.secure = True
            case "AUTH":
                await self._login(session, rest)
            case "QUIT":
                await session.say("221 bye")
                return False
            case "NOOP" | "RSET":
                session.sender, session.to = None, []
                await session.say("250 ok")
            case _:
                return await self._mail(session, verb.upper(), rest)
        return True

    async def _login(self, session: Session, said: str) -> None:
        try:
            given = base64.b64decode(said.partition(" ")[2], validate=True).decode().split("\0")[1:]
        except (binascii.Error, UnicodeDecodeError):
            given = []
        session.known = given == [self._settings.smtp_username, self._settings.smtp_password]
        await session.say("235 welcome" if session.known else "535 5.7.8 unknown")

    async def _mail(self, session: Session, verb: str, rest: str) -> bool:
        if not session.known:
            await session.say("530 5.7.0 log in first")
        elif verb == "MAIL":
            session.sender, session.to = _address(rest), []
            await session.say("250 ok")
        elif verb == "RCPT" and session.sender is not None:
            await self._recipient(session, _address(rest))
        elif verb == "DATA" and session.to:
            return await self._text(session)
        else:
            await session.say("503 5.5.1 not now")
        return True

    async def _recipient(self, session: Session, to: str) -> None:
        if self._messages.fate(to) is Fate.REFUSED or "@" not in to or len(to.partition("@")[2]) > LONGEST_DOMAIN:
            await session.say("550 5.1.1 no such mailbox")
            return
        session.to.append(to)
        await session.say("250 ok")

    async def _text(self, session: Session) -> bool:
        fault = self._faults.draw(Counterpart.MAILBOX, Moment.REQUEST)
        if fault and fault.kind in (Kind.ERROR, Kind.REFUSE):
            await session.say("451 4.3.0 try later" if fault.kind is Kind.ERROR else "450 4.7.1 too many messages")
            return True
        await session.say("354 go on")
        raw = await session.reader.readuntil(b"\r\n.\r\n")
        if fault and fault.kind is Kind.SLOW:
            await asyncio.sleep(self._seconds(fault, self._settings.slow * fault.share))
        plain = raw[:-3].replace(b"\r\n..", b"\r\n.")
        self._take(message_from_bytes(plain, policy=policy.default), session.to)
        if fault and fault.kind is Kind.DONE_BUT_TIMEOUT:
            await asyncio.sleep(self._seconds(fault, self._settings.hang))
            return False
        await session.say("250 2.0.0 taken")
        session.sender, session.to = None, []
        return True

    def _seconds(self, fault: Fault, otherwise: float) -> float:
        return otherwise if fault.seconds is None else fault.seconds

    def _take(self, mail: EmailMessage, to: list[str]) -> None:
        key = str(mail["Message-ID"] or "").strip("<>").partition("@")[0]
        for each in to:
            fate = self._messages.fate(each)
            if fate in (Fate.LOST, Fate.RETURNED):
                self._messages.note("vanished", key=key)
                if fate is Fate.RETURNED:
                    self._reports.returned(mail, each)
                continue
            body = mail.get_content().replace("\r\n", "\n")
            told = {"kind": "mail", "to": each, "key": key, "subject": str(mail["Subject"]), "body": body}
            self._messages.take({**told, "at": now().isoformat()})


def _address(said: str) -> str:
    """The address in `FROM:<...>` or `TO:<...>`."""
    return said.partition("<")[2].partition(">")[0]
