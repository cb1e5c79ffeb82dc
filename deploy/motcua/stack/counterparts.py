"""Runs the sandbox (bank, post office, national portal, mailbox) as a process beside a stack.

Its ledgers are in the stack's folder and are removed with it. It knows the services only as addresses to call back.
"""

import os
import signal
import sys
from collections.abc import Callable, Mapping

from motcua.stack import process
from motcua.stack.instance import Instance
from motcua.stack.ports import HOST
from motcua.stack.stack import Stack
from motcua.stack.troubles import DidNotStart, fresh

NAME = "sandbox"
MODULE = "sandbox.app"
RECORD = f"counterparts:{NAME}"
GRACE = 10.0  # seconds between SIGTERM and SIGKILL


class Counterparts:
    """The sandbox of one stack, on a port it keeps."""

    def __init__(self, stack: Stack) -> None:
        self._state = stack.state
        self._home = stack.folder / NAME
        self._log = stack.folder / "logs" / f"{NAME}.log"

    @property
    def url(self) -> str:
        """Its URL, whether it runs or not."""
        port = self._state.port(RECORD)
        return f"http://{HOST}:{self._state.settle_port(RECORD) if port is None else port}"

    def start(self, extra: Mapping[str, str] | None = None) -> str:
        """Starts it and waits until it is ready; at once if it runs. `extra` are more settings (SANDBOX_*)."""
        if not self.alive():
            self._spawn(self._state.settle_port(RECORD), extra or {})
        try:
            Instance(NAME, NAME, int(self.url.rpartition(":")[2]), self._log).wait(self.alive)
        except DidNotStart:
            self.stop()
            raise
        return self.url

    def alive(self) -> bool:
        """Whether its process is running."""
        known = self._state.process(RECORD)
        return known is not None and known.alive()

    def started(self) -> bool:
        """Whether it was started here and not stopped, alive or not."""
        return self._state.process(RECORD) is not None

    def stop(self, grace: float = GRACE, loud: Callable[[str], None] = print) -> None:
        """SIGTERM, `grace` seconds to finish, then SIGKILL and a warning. The ledgers stay."""
        known = self._state.process(RECORD)
        if known:
            process.end(known, signal.SIGTERM, grace, lambda note: loud(f"{NAME}: {note}"))
        self._state.record(RECORD, None)

    def kill(self) -> None:
        """SIGKILL; returns when the process has ended."""
        known = self._state.process(RECORD)
        if known:
            process.kill(known)
        self._state.record(RECORD, None)

    def _spawn(self, port: int, extra: Mapping[str, str]) -> None:
        for folder in (self._home, self._log.parent):
            folder.mkdir(parents=True, exist_ok=True)
        for left in process.found(lambda one: one.cwd() == str(self._home) and MODULE in one.cmdline()):
            process.kill(left)  # started by a command that was killed before it recorded the process
        fresh(self._log)
        outside = {name: value for name, value in os.environ.items() if not name.startswith("SANDBOX_")}
        told = {"SANDBOX_HOST": HOST, "SANDBOX_PORT": str(port), "SANDBOX_STATE": str(self._home)}
        command = [sys.executable, "-m", MODULE]
        self._state.record(RECORD, process.spawn(command, self._log, outside | told | dict(extra), self._home))
