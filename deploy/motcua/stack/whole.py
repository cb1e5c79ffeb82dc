"""The services of a stack together with the sandbox as their counterparts.

Holds the settings with which services reach the sandbox; production has others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlsplit

from motcua.stack.addresses import Addresses
from motcua.stack.counterparts import Counterparts
from motcua.stack.instance import Instance
from motcua.stack.migrations import migrate_all
from motcua.stack.pages import PublicPages
from motcua.stack.progress import Progress, silent
from motcua.stack.services import Services, TokenIssuer
from motcua.stack.stack import Stack

SMTP_PORT = 8925  # of the sandbox, where nothing else is said
Migrate = Callable[[Addresses, Sequence[str]], None]


class Whole:
    """The services and the sandbox of one stack. `migrate` migrates its databases."""

    def __init__(
        self, stack: Stack, issuer: TokenIssuer, services: Services | None = None, migrate: Migrate = migrate_all
    ) -> None:
        self.services = services or Services(stack, issuer)
        self.sandbox = Counterparts(stack)
        self._stack = stack
        self._migrate = migrate

    def start(
        self,
        progress: Progress = silent,
        names: Sequence[str] = (),
        extra: Mapping[str, str] | None = None,
        *,
        reading: bool = False,
    ) -> list[Instance]:
        """Starts what is not running or is frozen, and waits until everything is ready.

        `names`: these services only; `extra`: more settings of what is started; `reading`: queries are enough.
        """
        progress("The sandbox runs already" if self.sandbox.alive() else "Starting the sandbox")
        back = {"SANDBOX_PAYER_BACK": f"{PublicPages(self._stack).url}/vi/paid"}
        url = self.sandbox.start(called_back(self.services.peers) | back, progress)
        progress("Migrating the databases")
        self._migrate(self._stack.addresses, names or self.services.names)
        more = outside(url, self.sandbox.smtp_port) | dict(extra or {})
        return self.services.start_all(progress, more, names, reading=reading)

    def stand(self, service: str) -> None:
        """Starts a service that may stand still, and waits until it answers."""
        self.services.start(service, extra=outside(self.sandbox.url, self.sandbox.smtp_port))

    def stop(self, loud: Callable[[str], None] = print) -> None:
        """Stops the services, then the sandbox."""
        self.services.stop_all(loud=loud)
        self.sandbox.stop(loud=loud)


def called_back(peers: dict[str, str]) -> dict[str, str]:
    """The sandbox's settings for its callbacks to intake, payment and postal."""
    return {
        "SANDBOX_MAIL_BOUNCES": f"{peers['intake']}/v1/callbacks/smtp",
        "SANDBOX_SMS_REPORTS": f"{peers['intake']}/v1/callbacks/brandname",
        "SANDBOX_PARTNER_CALLBACK": f"{peers['payment']}/v1/callbacks/national-platform",
        "SANDBOX_POST_WEBHOOK": f"{peers['postal']}/v1/callbacks/myvnpost",
    }


def outside(url: str, smtp_port: int = SMTP_PORT) -> dict[str, str]:
    """The services' settings for the sandbox as counterparts."""
    return {
        "MOTCUA_INTAKE_CHANNELS": '["smtp", "brandname"]',
        "MOTCUA_INTAKE_NOTICE_LINK": "https://dichvucong.hoagiang.example/thong-bao",
        "MOTCUA_INTAKE_SMTP_HOST": urlsplit(url).hostname or "",
        "MOTCUA_INTAKE_SMTP_PORT": str(smtp_port),
        "MOTCUA_INTAKE_SMTP_TLS": "none",
        "MOTCUA_INTAKE_SMTP_USERNAME": "motcua",
        "MOTCUA_INTAKE_SMTP_PASSWORD": "throw-away-smtp-password",
        "MOTCUA_INTAKE_SMTP_SENDER": "motcua@hoagiang.example",
        "MOTCUA_INTAKE_SMTP_BOUNCES": "tra-lai@hoagiang.example",
        "MOTCUA_INTAKE_SMTP_BOUNCE_KEY": "throw-away-bounce-key-of-the-mail-server",
        "MOTCUA_INTAKE_BRANDNAME_URL": f"{url}/sms",
        "MOTCUA_INTAKE_BRANDNAME_API_KEY": "throw-away-sms-account",
        "MOTCUA_INTAKE_BRANDNAME_SECRET_KEY": "throw-away-sms-password",
        "MOTCUA_INTAKE_BRANDNAME_SENDER": "HOAGIANG",
        "MOTCUA_INTAKE_BRANDNAME_REPORT_KEY": "throw-away-sms-report-key",
        "MOTCUA_INTAKE_BRANDNAME_QUIET": "",  # the sandbox sends at night too
        "MOTCUA_PAYMENT_NATIONAL_URL": f"{url}/bank",
        "MOTCUA_PAYMENT_NATIONAL_PARTNER": "MOTCUA-H99",
        "MOTCUA_PAYMENT_NATIONAL_SECRET": "throw-away-bank-secret",
        "MOTCUA_PAYMENT_NATIONAL_ACCOUNT": "3511000000001",
        "MOTCUA_PAYMENT_NATIONAL_ACCOUNT_BANK": "970403",
        "MOTCUA_PAYMENT_NATIONAL_ACCOUNT_NAME": "Trung tâm Phục vụ hành chính công tỉnh Hòa Giang",
        "MOTCUA_POSTAL_MYVNPOST_URL": f"{url}/post",
        "MOTCUA_POSTAL_MYVNPOST_USERNAME": "motcua",
        "MOTCUA_POSTAL_MYVNPOST_PASSWORD": "throw-away-post-password",
        "MOTCUA_POSTAL_MYVNPOST_CUSTOMER": "T290000001",
        "MOTCUA_POSTAL_POLL_EVERY": "2",  # seconds; a parcel of the sandbox moves in seconds
        "MOTCUA_POSTAL_MYVNPOST_WEBHOOK_KEY": f"{url}/post/public-key",
        "MOTCUA_SYNC_PORTAL_URL": f"{url}/portal/XrdAdapter/RestService/forward",
        "MOTCUA_SYNC_USERNAME": "motcua",
        "MOTCUA_SYNC_PASSWORD": "throw-away-portal-password",
        "MOTCUA_SYNC_MADONVI": "000.00.00.H99",
        "MOTCUA_SYNC_DSTCODE": "VN:GOV:000.00.00.G22:vpcpdvcprovider",
    }
