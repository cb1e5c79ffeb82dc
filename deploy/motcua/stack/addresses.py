"""Where a running stack is to be found, and with which password.

Values only: nothing here connects to anything.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote

from motcua.stack.databases import SUPERUSER, database_of, owner_of, writer_of
from motcua.stack.ports import HOST


@dataclass(frozen=True)
class Addresses:
    """Hosts, ports and DSNs (`postgresql://user:password@host:port/database`) of one stack.

    `postgres_ca`: the certificate (PEM) that proves the server, which is then spoken to by TLS only.
    """

    postgres_port: int
    kafka_port: int
    password: Callable[[str], str] = field(repr=False, compare=False)
    postgres_host: str = HOST
    kafka_host: str = HOST
    postgres_ca: str = ""

    @property
    def kafka(self) -> str:
        """The bootstrap server, `host:port`."""
        return f"{self.kafka_host}:{self.kafka_port}"

    @property
    def superuser_dsn(self) -> str:
        return self.dsn(SUPERUSER, "postgres")

    def owner_dsn(self, service: str, database: str | None = None) -> str:
        """For migrations of `service`; `database` when it is not the service's own one."""
        return self.dsn(owner_of(service), database or database_of(service))

    def writer_dsn(self, service: str, database: str | None = None) -> str:
        """For the daily work of `service`; `database` when it is not the service's own one."""
        return self.dsn(writer_of(service), database or database_of(service))

    def dsn(self, role: str, database: str) -> str:
        password = quote(self.password(role), safe="")
        tls = f"?sslmode=verify-full&sslrootcert={quote(self.postgres_ca)}" if self.postgres_ca else ""
        return f"postgresql://{role}:{password}@{self.postgres_host}:{self.postgres_port}/{database}{tls}"


@dataclass(frozen=True)
class Scratch:
    """A throw-away database made like the one of a service."""

    name: str
    owner_dsn: str = field(repr=False)
    writer_dsn: str = field(repr=False)
