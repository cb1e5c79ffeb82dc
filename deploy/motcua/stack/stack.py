"""One local stack: starts PostgreSQL and Kafka, finds them again, stops or kills them.

All methods block, and may be called where an event loop runs. `services` runs the services.
"""

import shutil
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from motcua.stack import asked, classes, databases, home, rights, topics
from motcua.stack.addresses import ADMIN, TOOLS, Addresses, user_of
from motcua.stack.databases import DATABASES, SERVICES, apart
from motcua.stack.folders import STACKS, locked
from motcua.stack.kafka import Kafka
from motcua.stack.postgres import Postgres
from motcua.stack.progress import Progress, silent
from motcua.stack.servers import Servers
from motcua.stack.state import State
from motcua.stack.told import command
from motcua.stack.troubles import DidNotStart, MadeOpen, NotUp, tail

TIMEOUT = 60.0  # seconds a server may take to answer; generous, since a dead one is noticed at once


class Stack(Servers):
    """The stack `name` below `root`; stacks with different names share nothing."""

    def __init__(self, name: str = "main", root: Path = STACKS, services: Sequence[str] = DATABASES) -> None:
        self.folder = root.absolute() / name
        self.state = State(self.folder)
        self._services = services
        self._postgres = Postgres(self.folder, self.state)
        self._kafka = Kafka(self.folder, self.state)

    def start(self, progress: Progress = silent, *, closed: bool = False, kafka: bool = True) -> Addresses:
        """Starts what is not running and returns when both answer. `closed`: Kafka lets in its users only, by TLS.

        What a stack is at its first start it remains. Raises NotUp if one runs and does not answer; Kafka need not
        unless `kafka`.
        """
        if closed and not self.state.closed:
            if self.folder.exists():
                raise MadeOpen(f"To start anew: {command('down --erase', self.folder.name)}")
            self.state.closed = True
        (self.folder / "logs").mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        with locked(self.folder, lambda: progress("Waiting for another start or stop")):
            if self.running():
                progress("PostgreSQL and Apache Kafka run already")
                if away := apart(asked.silent(self.addresses, both=kafka)):
                    raise NotUp(f"{'. '.join(away)}. What is frozen ends with: {command('down', self.folder.name)}")
            else:
                self._start_both(progress)
        return self.addresses

    def stop(self) -> None:
        """Stops both; data and logs stay."""
        if not self.folder.exists():
            return
        with locked(self.folder):
            self.state.ready = False
            self._stop_both()

    def erase(self) -> None:
        """Stops both and removes all data."""
        self.stop()
        home.erase(self.folder)
        shutil.rmtree(self.folder, ignore_errors=True)

    def running(self) -> bool:
        """Whether both have started and are alive."""
        return self.state.ready and self._postgres.alive() and self._kafka.alive()

    def kafka_silence(self) -> str:
        """Why Kafka does not answer although it runs, in a sentence; empty if it answers, or does not run."""
        return apart(asked.kafka(self.addresses.brokers(TOOLS), asked.ANYWHERE)) if self.running() else ""

    @property
    def addresses(self) -> Addresses:
        """The addresses of the stack, or those of its last run."""
        postgres, kafka = self._postgres.port, self._kafka.port
        if postgres is None or kafka is None:
            raise DidNotStart("The stack has never been started.")
        return Addresses(postgres, kafka, self.state.password, kafka_ca=self._kafka.ca)

    def kill_broker(self) -> None:
        """SIGKILL to Kafka; returns when it has ended."""
        self._kafka.kill()

    def start_broker(self) -> None:
        """Starts Kafka alone on the same port; returns when it answers and has its topics."""
        self._start_kafka(silent)

    def kill_database(self) -> None:
        """SIGKILL to every PostgreSQL process; returns when they have ended."""
        self._postgres.kill()

    def start_database(self) -> None:
        """Starts PostgreSQL alone on the same port; returns when it answers."""
        self._start_postgres(silent)

    def _start_both(self, progress: Progress) -> None:
        """Starts both at once; if one fails, both are stopped again."""
        self.state.ready = False
        for last in (False, False, True):
            self._postgres.settle()
            self._kafka.settle()
            try:
                group(lambda: self._start_postgres(progress), lambda: self._start_kafka(progress))
                break
            except BaseException as failure:
                self._stop_both()
                if last or not (isinstance(failure, DidNotStart) and self._lost_a_port()):
                    raise
        self.state.ready = True

    def _lost_a_port(self) -> bool:
        """Whether another process took a port after it was found free."""
        return not (self._postgres.ports_free() and self._kafka.ports_free())

    def _start_postgres(self, progress: Progress) -> None:
        progress("PostgreSQL runs already" if self._postgres.alive() else "Starting PostgreSQL")
        self._postgres.start(progress)
        at = self.addresses
        self._answers(
            databases.declare(at.dsn, at.password, self._services, self._postgres.alive, TIMEOUT),
            self._postgres.log,
        )
        progress("PostgreSQL is ready")

    def _start_kafka(self, progress: Progress) -> None:
        progress("Apache Kafka runs already" if self._kafka.alive() else "Starting Apache Kafka")
        self._kafka.options = classes.ready(progress)
        self._kafka.start(progress)
        at = self.addresses
        admin = at.brokers(ADMIN)
        self._answers(topics.declare(admin, topics.read_topics(), self._kafka.alive, TIMEOUT), self._kafka.log)
        if self.state.closed:
            passwords = {name: at.password(user_of(name)) for name in (*SERVICES, TOOLS)}
            self._answers(rights.declare(admin, rights.reads(), passwords, self._kafka.alive, TIMEOUT), self._kafka.log)
        progress("Apache Kafka is ready")

    def _answers(self, declaring: Coroutine[Any, Any, None], log: Path) -> None:
        try:
            apart(declaring)
        except DidNotStart as failure:
            raise DidNotStart(f"{failure.details} {tail(log)}") from failure

    def _stop_both(self) -> None:
        group(self._postgres.stop, self._kafka.stop)


def group(*works: Callable[[], None]) -> None:
    """Runs all at once, and returns when all are done or have failed."""
    with ThreadPoolExecutor(len(works)) as pool:
        for job in [pool.submit(work) for work in works]:
            job.result()
