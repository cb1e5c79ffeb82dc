"""A helper of a stack as a process beside it, on a port that it keeps: the sandbox, the OpenID provider.

Its files are in the stack's folder and are removed with it.
"""

import os
import signal
import sys
from collections.abc import Callable, Mapping
from typing import ClassVar

from motcua.stack import process
from motcua.stack.instance import Instance
from motcua.stack.ports import HOST
from motcua.stack.progress import Progress, silent
from motcua.stack.stack import Stack
from motcua.stack.troubles import DidNotStart, fresh

GRACE = 10.0  # seconds between SIGTERM and SIGKILL


class Beside:
    """One helper of one stack. Its settings begin with its name, as far as a hyphen.

    `foreign`: how variables begin that it does not take from the environment of the command.
    """

    name: ClassVar[str]
    module: ClassVar[str]
    foreign: ClassVar[tuple[str, ...]] = ()

    def __init__(self, stack: Stack) -> None:
        self._state = stack.state
        self._home = stack.folder / self.name
        self._log = stack.folder / "logs" / f"{self.name}.log"
        self._record = f"counterparts:{self.name}"

    @property
    def url(self) -> str:
        """Its URL, whether it runs or not."""
        port = self._state.port(self._record)
        return f"http://{HOST}:{self._state.settle_port(self._record) if port is None else port}"

    def start(self, extra: Mapping[str, str] | None = None, progress: Progress = silent) -> str:
        """Starts it and waits until it is ready; at once if it runs. One that is frozen is ended first.

        `extra` are more settings.
        """
        if self._instance.frozen(self.alive, progress):
            self.stop(loud=progress)
        if not self.alive():
            self._spawn(self._state.settle_port(self._record), extra or {})
        try:
            self._instance.wait(self.alive)
        except DidNotStart:
            self.stop()
            raise
        return self.url

    @property
    def _instance(self) -> Instance:
        return Instance(self.name, self.name, int(self.url.rpartition(":")[2]), self._log)

    def alive(self) -> bool:
        """Whether its process is running."""
        known = self._state.process(self._record)
        return known is not None and known.alive()

    def started(self) -> bool:
        """Whether it was started here and not stopped, alive or not."""
        return self._state.process(self._record) is not None

    def stop(self, grace: float = GRACE, loud: Callable[[str], None] = print) -> None:
        """SIGTERM, `grace` seconds to finish, then SIGKILL and a warning. Its files stay."""
        known = self._state.process(self._record)
        if known:
            process.end(known, signal.SIGTERM, grace, lambda note: loud(f"{self.name}: {note}"))
        self._state.record(self._record, None)

    def kill(self) -> None:
        """SIGKILL; returns when the process has ended."""
        known = self._state.process(self._record)
        if known:
            process.kill(known)
        self._state.record(self._record, None)

    def _spawn(self, port: int, extra: Mapping[str, str]) -> None:
        for folder in (self._home, self._log.parent):
            folder.mkdir(parents=True, exist_ok=True)
        for left in process.found(lambda one: one.cwd() == str(self._home) and self.module in one.cmdline()):
            process.kill(left)  # started by a command that was killed before it recorded the process
        fresh(self._log)
        prefix = self.name.partition("-")[0].upper()
        own = (f"{prefix}_", *self.foreign)
        outside = {name: value for name, value in os.environ.items() if not name.startswith(own)}
        told = {f"{prefix}_HOST": HOST, f"{prefix}_PORT": str(port), f"{prefix}_STATE": str(self._home)}
        command = [sys.executable, "-m", self.module]
        self._state.record(self._record, process.spawn(command, self._log, outside | told | dict(extra), self._home))
