"""Runs the sandbox (bank, post office, national portal, mail server, SMS gateway) as a process beside a stack.

Its ledgers are in the stack's folder. It knows the services only as addresses to call back.
"""

from collections.abc import Mapping

from motcua.stack.beside import Beside
from motcua.stack.progress import Progress, silent


class Counterparts(Beside):
    """The sandbox of one stack."""

    name = "sandbox"
    module = "sandbox.app"
    mail = "counterparts:sandbox:smtp"

    @property
    def smtp_port(self) -> int:
        """The port of its mail server, whether it runs or not."""
        port = self._state.port(self.mail)
        return self._state.settle_port(self.mail) if port is None else port

    def start(self, extra: Mapping[str, str] | None = None, progress: Progress = silent) -> str:
        if not self.alive():
            self._state.settle_port(self.mail)
        return super().start({"SANDBOX_SMTP_PORT": str(self.smtp_port), **(extra or {})}, progress)
