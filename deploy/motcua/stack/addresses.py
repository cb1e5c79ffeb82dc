"""The addresses and passwords of a running stack. Values only: nothing here connects to anything."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from motcua.stack.databases import SUPERUSER, database_of, owner_of, writer_of
from motcua.stack.ports import HOST
from shared.kernel.brokers import Brokers, Security

ADMIN = "admin"  # who prepares the brokers
TOOLS = "tools"  # the operator's commands


def user_of(name: str) -> str:
    """The Kafka user of a service, or of ADMIN and TOOLS."""
    return f"motcua-{name}"


@dataclass(frozen=True)
class Addresses:
    """Hosts, ports and DSNs (`postgresql://user:password@host:port/database`) of one stack.

    `postgres_ca`, `kafka_ca`: the certificates (PEM) that prove the servers, which are then connected to by TLS only.
    `postgres_shown`: our own certificate for PostgreSQL, and its key.
    """

    postgres_port: int
    kafka_port: int
    password: Callable[[str], str] = field(repr=False, compare=False)
    postgres_host: str = HOST
    kafka_host: str = HOST
    postgres_ca: str = ""
    postgres_shown: tuple[str, str] | None = None
    kafka_ca: str = ""

    @property
    def kafka(self) -> str:
        """The bootstrap server, `host:port`."""
        return f"{self.kafka_host}:{self.kafka_port}"

    def brokers(self, name: str) -> Brokers:
        """Kafka for a service, for TOOLS, or for ADMIN."""
        if not self.kafka_ca:
            return Brokers(self.kafka)
        user = user_of(name)
        return Brokers(self.kafka, Security.SASL_SSL, Path(self.kafka_ca), user=user, password=self.password(user))

    def kafka_settings(self, name: str) -> dict[str, str]:
        """The same as a process reads it."""
        at = self.brokers(name)
        closed = {"SECURITY": at.security.value, "CA": str(at.ca), "USER": at.user, "PASSWORD": at.password}
        return {"MOTCUA_KAFKA": at.servers} | {
            f"MOTCUA_KAFKA_{word}": value for word, value in closed.items() if self.kafka_ca
        }

    @property
    def superuser_dsn(self) -> str:
        return self.dsn(SUPERUSER, "postgres")

    def owner_dsn(self, service: str, database: str | None = None) -> str:
        """The DSN for migrations of `service`; `database` if it is not the service's own."""
        return self.dsn(owner_of(service), database or database_of(service))

    def writer_dsn(self, service: str, database: str | None = None) -> str:
        """The DSN of the running `service`; `database` if it is not the service's own."""
        return self.dsn(writer_of(service), database or database_of(service))

    def dsn(self, role: str, database: str) -> str:
        password = quote(self.password(role), safe="")
        tls = f"?sslmode=verify-full&sslrootcert={quote(self.postgres_ca)}" if self.postgres_ca else ""
        if tls and self.postgres_shown:
            tls += "&sslcert={}&sslkey={}".format(*map(quote, self.postgres_shown))
        return f"postgresql://{role}:{password}@{self.postgres_host}:{self.postgres_port}/{database}{tls}"


@dataclass(frozen=True)
class Scratch:
    """A temporary database with the rights of a service's own."""

    name: str
    owner_dsn: str = field(repr=False)
    writer_dsn: str = field(repr=False)
