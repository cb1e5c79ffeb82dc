"""The errors of the local stack, each with a sentence for the person who started it.

Trouble
├── DownloadFailed      a jar could not be downloaded
├── JarDiffers          a jar differs from the lock
├── DidNotStart         a server or service ended, or did not answer in time
├── DidNotStop          a process survived SIGKILL
├── MadeOpen            a stack that exists is not a closed one
├── NoFreePort          no port could be found
├── NotNamed            the environment lacks an address
├── NotTheFirst         an operator is known already
├── NotUp               the system does not answer
├── PasswordsLost       the data of a database exists, its passwords are lost
├── ServicesRun         a migration needs the services stopped
└── NoPlaceForPostgres  no folder that an unprivileged account can reach
"""

from pathlib import Path


class Trouble(Exception):
    """The local stack has a problem."""

    def __init__(self, details: str = "") -> None:
        super().__init__(f"{type(self).__doc__} {details}".strip())
        self.details = details


class DownloadFailed(Trouble):
    """A file of Apache Kafka could not be downloaded."""


class JarDiffers(Trouble):
    """A file of Apache Kafka differs from deploy/kafka/jars.lock."""


class DidNotStart(Trouble):
    """A process did not start."""


class DidNotStop(Trouble):
    """A process did not stop."""


class MadeOpen(Trouble):
    """The stack exists, and its Kafka lets everybody in."""


class NoFreePort(Trouble):
    """No free port was found on 127.0.0.1."""


class NotNamed(Trouble):
    """The environment lacks an address."""


class NotTheFirst(Trouble):
    """Operators are known already, and they add all others."""


class NotUp(Trouble):
    """The system is not running or does not answer."""


class PasswordsLost(Trouble):
    """The database exists, but its passwords do not fit: the state file was removed or replaced."""


class ServicesRun(Trouble):
    """A migration needs all processes of a service stopped, and some run."""


class NoPlaceForPostgres(Trouble):
    """PostgreSQL refuses to run as root, and no folder was found that an unprivileged account can reach."""


def tail(log: Path, lines: int = 15) -> str:
    """The last lines of a log, for an error text."""
    if not log.exists():
        return f"There is no log at {log}."
    written = log.read_text(errors="replace").splitlines()
    last = [line for line in written if not line.startswith("\tat ")][-lines:]  # Java's stack traces hide the reason
    return "\n".join([f"The last lines of {log}:", *(f"    {line}" for line in last)])


def fresh(log: Path) -> None:
    """Starts a new log; the previous one is kept as `.1`."""
    if log.exists():
        log.replace(log.with_suffix(".log.1"))
