"""SMTP with what Python brings, in threads of its own: one conversation for each message.

What the server says may name the address, so only its number is told. After the text was sent and no answer came, the
message may have been taken: it is sent again, and has the same Message-ID (decision 48).
"""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from http import HTTPStatus
from pathlib import Path

from pydantic import SecretStr

from intake.channel.protocol import Unreachable
from shared.kernel.errors import Unavailable

AT_ONCE = 16
FOR_GOOD = HTTPStatus.INTERNAL_SERVER_ERROR  # an SMTP reply from 500 on says that trying again is no use


class Relay:
    """A mail server that takes our e-mail."""

    def __init__(
        self, host: str, port: int, *, tls: str, ca: Path | None, login: tuple[str, SecretStr] | None, timeout: float
    ) -> None:
        self._where = (host, port)
        self._tls, self._login, self._timeout = tls, login, timeout
        self._trusted = None if tls == "none" else ssl.create_default_context(cafile=ca if ca != Path() else None)
        self._threads = ThreadPoolExecutor(AT_ONCE, "smtp")

    async def deliver(self, mail: EmailMessage, sender: str, to: str) -> None:
        """Raises Unreachable and Unavailable."""
        await asyncio.get_running_loop().run_in_executor(self._threads, self._talk, mail, sender, to)

    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _talk(self, mail: EmailMessage, sender: str, to: str) -> None:
        step = "connect"
        try:
            with self._open() as server:
                step = "login"
                self._greet(server)
                step = "send"
                server.send_message(mail, sender, [to])
        except smtplib.SMTPRecipientsRefused as refused:
            ((code, _),) = refused.recipients.values()
            raise _refused(code, "RCPT") from None
        except smtplib.SMTPDataError as refused:
            raise _refused(refused.smtp_code, "DATA") from None
        except smtplib.SMTPNotSupportedError:
            raise (
                Unreachable("no SMTPUTF8") if step == "send" else Unavailable("the mail server has no TLS")
            ) from None
        except smtplib.SMTPResponseException as refused:
            raise Unavailable(f"the mail server answers {refused.smtp_code} to {step}") from None
        except (smtplib.SMTPException, OSError) as error:
            raise Unavailable(f"the mail server does not answer to {step}: {type(error).__name__}") from None

    def _open(self) -> smtplib.SMTP:
        if self._tls == "implicit":
            return smtplib.SMTP_SSL(*self._where, timeout=self._timeout, context=self._trusted)
        return smtplib.SMTP(*self._where, timeout=self._timeout)

    def _greet(self, server: smtplib.SMTP) -> None:
        if self._tls == "starttls":
            server.starttls(context=self._trusted)
        if self._login:
            username, password = self._login
            server.login(username, password.get_secret_value())


def _refused(code: int, what: str) -> Exception:
    if code >= FOR_GOOD:
        return Unreachable(f"the mail server answers {code} to {what}")
    return Unavailable(f"the mail server answers {code} to {what}")
