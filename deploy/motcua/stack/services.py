"""Runs the services as processes beside a stack, with addresses and credentials in their environment.

A service may run several times, and with its roles in separate processes. No service is given the owner's DSN: its
database is migrated before it starts.
"""

import json
import os
import signal
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

from motcua.stack import process
from motcua.stack.databases import SERVICES
from motcua.stack.folders import locked
from motcua.stack.instance import HALTED, PREFIX, Instance
from motcua.stack.ports import HOST
from motcua.stack.progress import Progress, silent
from motcua.stack.provider import Provider
from motcua.stack.stack import Stack
from motcua.stack.troubles import DidNotStart, fresh
from shared.web.callers import audience_of

ROLES = ("api", "worker")
GRACE = 20.0  # seconds between SIGTERM and SIGKILL


def event_keys(producers: Iterable[str]) -> str:
    """Keys of events for a stack of this machine: each producer's own, and no secret."""
    return ",".join(f"{producer}:1:throw-away-{producer}-events" for producer in sorted(producers))


class TokenIssuer(Protocol):
    """What the services need of the development issuer."""

    @property
    def token_keys(self) -> dict[str, str]: ...
    def trusted_at(self, *providers: str) -> str: ...
    def key_file(self, service: str) -> Path | None: ...
    def service_token_file(self, service: str) -> Path: ...


class Services:
    """The services of one stack. Peers call the instance whose label is the service's name.

    `python` runs them; `paths` are folders whose packages take precedence over installed ones; `more` are settings that
    only another version reads.
    """

    def __init__(
        self,
        stack: Stack,
        issuer: TokenIssuer,
        names: Sequence[str] = SERVICES,
        python: str | Path = sys.executable,
        paths: Sequence[Path] = (),
        more: Mapping[str, str] | None = None,
    ) -> None:
        self.names = tuple(names)
        self.python = python
        self.paths = {"PYTHONPATH": os.pathsep.join(map(str, paths))} if paths else {}
        self._stack = stack
        self._state = stack.state
        self._issuer, self._more = issuer, more or {}

    @property
    def peers(self) -> dict[str, str]:
        """The address of each service, whether it runs or not."""
        return {name: f"http://{HOST}:{self._port(name)}" for name in self.names}

    def start_all(
        self,
        progress: Progress = silent,
        extra: Mapping[str, str] | None = None,
        names: Sequence[str] = (),
        *,
        reading: bool = False,
    ) -> list[Instance]:
        """Starts every service (or those named) that is not running or is frozen, with both roles.

        Waits until all are ready or stand still; `reading`: or answer queries only, since Kafka is away.
        """
        names = names or self.names
        with locked(self._stack.folder, lambda: progress("Waiting for another start or stop")):
            for name in self.names:
                self._settle(name)  # all of them first: each needs its peers' addresses
            with ThreadPoolExecutor(len(names)) as pool:
                return list(pool.map(lambda name: self._started(name, progress, extra or {}, reading), names))

    def start(
        self,
        service: str,
        roles: Sequence[str] = ROLES,
        label: str | None = None,
        extra: Mapping[str, str] | None = None,
        *,
        reading: bool = False,
    ) -> Instance:
        """Starts one process of `service` and waits until it is ready or stands still; returns at once if `label` runs.

        `label` tells several processes of one service apart; `extra` adds to or overrides the environment.
        """
        instance = self._instance(service, label or service)
        if not self.alive(instance):
            self._spawn(instance, self._environment(instance, roles) | dict(extra or {}))
        try:
            instance.wait(lambda: self.alive(instance), reading=reading)
        except DidNotStart:
            self._end(PREFIX + instance.label, GRACE, print, forget=False)  # `status` lists it as not running
            raise
        return instance

    def _instance(self, service: str, label: str) -> Instance:
        self._settle(label)
        return Instance(service, label, self._port(label), self._log(label))

    def alive(self, instance: Instance) -> bool:
        """Whether its process is running."""
        known = self._state.process(PREFIX + instance.label)
        return known is not None and known.alive()

    def stop(self, instance: Instance, grace: float = GRACE, loud: Callable[[str], None] = print) -> None:
        """SIGTERM, `grace` seconds to finish, then SIGKILL and a warning."""
        self._end(PREFIX + instance.label, grace, loud)

    def kill(self, instance: Instance) -> None:
        """SIGKILL; returns when the process has ended."""
        known = self._state.process(PREFIX + instance.label)
        if known:
            process.kill(known)
        self._state.record(PREFIX + instance.label, None)

    def stop_every(self, service: str, loud: Callable[[str], None] = print) -> int:
        """Stops every process of `service`, and returns how many ran. They stay listed, as not running."""
        running = self._running(service)
        for name in running:
            self._end(name, GRACE, loud, forget=False)
        return len(running)

    def runs(self, service: str) -> bool:
        """Whether any process of `service` does."""
        return bool(self._running(service))

    def _running(self, service: str) -> list[str]:
        own = PREFIX + service
        return [
            name
            for name, known in self._state.processes().items()
            if f"{name}-".startswith(f"{own}-") and known.alive()
        ]

    def stop_all(self, grace: float = GRACE, loud: Callable[[str], None] = print) -> None:
        """Stops every process of every service ever started here, all at once."""
        names = [name for name in self._state.processes() if name.startswith(PREFIX)]
        with ThreadPoolExecutor(len(names) or 1) as pool:
            list(pool.map(lambda name: self._end(name, grace, loud), names))

    def _spawn(self, instance: Instance, environment: Mapping[str, str]) -> None:
        module, folder = f"{instance.service.replace('-', '_')}.app", self._home(instance.label)
        for left in process.found(lambda one: one.cwd() == str(folder) and module in one.cmdline()):
            process.kill(left)  # started by a command that was killed before it recorded the process
        fresh(instance.log)
        command = [self.python, "-m", module]
        self._state.record(PREFIX + instance.label, process.spawn(command, instance.log, environment, folder))

    def _started(self, name: str, progress: Progress, extra: Mapping[str, str], reading: bool) -> Instance:
        instance = self._instance(name, name)
        if instance.frozen(lambda: self.alive(instance), progress):
            self._end(PREFIX + name, GRACE, progress, forget=False)
        runs = self.alive(instance)
        progress(f"{name} runs already" if runs else f"Starting {name}")
        self._issuer.service_token_file(name)  # also for a running one: `up` always writes a new token
        instance = self.start(name, extra=extra, reading=reading)
        told = instance.readiness()
        if told.state in HALTED:
            progress(f"{name} {told}")
        elif not runs:
            progress(f"{name} is ready")
        return instance

    def _end(self, name: str, grace: float, loud: Callable[[str], None], *, forget: bool = True) -> None:
        known = self._state.process(name)
        if known:
            process.end(known, signal.SIGTERM, grace, lambda note: loud(f"{name.removeprefix(PREFIX)}: {note}"))
        if forget:
            self._state.record(name, None)

    def _settle(self, label: str) -> None:
        known = self._state.process(PREFIX + label)
        if known is None or not known.alive():
            self._state.settle_port(PREFIX + label)

    def _port(self, label: str) -> int:
        port = self._state.port(PREFIX + label)
        return self._state.settle_port(PREFIX + label) if port is None else port

    def _log(self, label: str) -> Path:
        return self._stack.folder / "logs" / f"{label}.log"

    def _home(self, label: str) -> Path:
        folder = self._stack.folder / "services" / label
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _environment(self, instance: Instance, roles: Sequence[str]) -> dict[str, str]:
        service, at = instance.service, self._stack.addresses
        outside = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")} | self.paths
        return outside | {
            "MOTCUA_ENVIRONMENT": "development",
            "MOTCUA_HOST": HOST,
            "MOTCUA_PORT": str(instance.port),
            "MOTCUA_INSTANCE": instance.label,
            "MOTCUA_ROLES": json.dumps(list(roles)),
            "MOTCUA_DATABASE_URL": at.writer_dsn(service),
            "MOTCUA_ISSUERS": self._issuer.trusted_at(Provider(self._stack).url),
            "MOTCUA_TOKEN_KEYS": json.dumps(self._issuer.token_keys),
            **({"MOTCUA_TOKEN_KEY_FILE": str(key)} if (key := self._issuer.key_file(service)) else {}),
            "MOTCUA_AUDIENCE": audience_of(service),
            "MOTCUA_SERVICE_TOKEN_FILE": str(self._issuer.service_token_file(service)),
            "MOTCUA_PEERS": json.dumps(self.peers),
            "MOTCUA_EVENT_KEYS": event_keys({*SERVICES, *self.names}),
            # Documents belong to the service, not to the process: its instances share the folder.
            "MOTCUA_STATE": str(self._home(service)),
            **at.kafka_settings(service),
            **self._more,
        }
