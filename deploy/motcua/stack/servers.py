"""PostgreSQL and Kafka, wherever they run, and temporary databases for tests.

`Stack` runs them as processes on this machine; `Elsewhere` reads their addresses from the environment, and declares
what the services need.
"""

import secrets
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from motcua.stack import databases, rights, topics
from motcua.stack.addresses import TOOLS, Addresses, Scratch, user_of
from motcua.stack.databases import SUPERUSER, apart
from motcua.stack.troubles import NotNamed
from shared.kernel.brokers import Brokers, Security
from shared.kernel.declared import Unfit
from shared.kernel.secret_files import given

#: By the names that people use: the roles of PostgreSQL, and whose each user of Kafka is.
ROLES = {
    role.replace("_", "-"): role
    for service in databases.DATABASES
    for role in (databases.owner_of(service), databases.writer_of(service))
}
KAFKA_USERS = {user_of(name): name for name in (*databases.SERVICES, TOOLS)}

TIMEOUT = 60.0  # seconds a server may take to answer


class Servers(ABC):
    """One PostgreSQL and one Kafka; `folder` is for their users' files."""

    folder: Path

    @property
    @abstractmethod
    def addresses(self) -> Addresses:
        """Their addresses."""

    def scratch(self, service: str, template: str | None = None, name: str | None = None) -> Scratch:
        """A new database with the rights of `service`'s roles, a copy of the database `template` if named.

        The template may have no connections meanwhile.
        """
        name = name or f"{databases.SCRATCH}{secrets.token_hex(6)}"
        at = self.addresses
        apart(databases.create_scratch(at.dsn, service, name, template))
        return Scratch(name, at.owner_dsn(service, name), at.writer_dsn(service, name))

    def drop(self, *names: str) -> None:
        """Drops databases with their connections; without names all scratch databases."""
        apart(databases.drop(self.addresses.superuser_dsn, names))


class Elsewhere(Servers):
    """Servers that the environment names (declared in `motcua.settings`).

    MOTCUA_POSTGRES and MOTCUA_KAFKA are `host:port`, MOTCUA_POSTGRES_PASSWORD is the superuser's. A role's password is
    MOTCUA_PASSWORD_<ROLE> (e.g. _INTAKE_OWNER), else an owner's MOTCUA_OWNER_PASSWORD, else MOTCUA_PASSWORD. A Kafka
    user's is MOTCUA_KAFKA_PASSWORD_<SERVICE> or _TOOLS; without it the user is made elsewhere. Each may be a file
    (`shared.kernel.secret_files`).
    """

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self.folder = folder
        self._environment = environment

    @property
    def addresses(self) -> Addresses:
        """Their addresses. Raises NotNamed."""
        postgres, kafka = self._place("MOTCUA_POSTGRES"), self._place("MOTCUA_KAFKA")
        authority, *own = (self._environment.get(f"MOTCUA_POSTGRES_{name}", "") for name in ("CA", "CERT", "KEY"))
        shown = (own[0], own[1]) if all(own) else None
        places = (postgres[1], kafka[1], self._password, postgres[0], kafka[0])
        return Addresses(*places, postgres_ca=authority, postgres_shown=shown)

    def declare(self, place: str, kafka: Brokers) -> None:
        """Declares databases, roles, the topics of `place`, and rights; repeating it changes nothing."""
        at = self.addresses
        apart(databases.declare(at.dsn, at.password, databases.DATABASES, lambda: True, TIMEOUT))
        apart(topics.declare(kafka, topics.read_topics(place=place), lambda: True, TIMEOUT))
        if kafka.security is not Security.PLAINTEXT:
            apart(rights.declare(kafka, rights.reads(), self.kafka_passwords(), lambda: True, TIMEOUT))

    def renew(self, who: str, kafka: Brokers) -> None:
        """Sets one password: of a role, or of a user of Kafka. Raises NotNamed."""
        _, password = self.one_password(who)
        if name := KAFKA_USERS.get(who):
            apart(rights.renew(kafka, {name: password}, TIMEOUT))
        else:
            apart(databases.renew(self.addresses.superuser_dsn, ROLES[who], password))

    def one_password(self, who: str) -> tuple[str, str]:
        """The variable that holds the password of a role or user, and the password. Raises NotNamed."""
        name = KAFKA_USERS.get(who)
        variable = kafka_variable(name) if name else f"MOTCUA_PASSWORD_{ROLES[who].upper()}"
        if not (password := self._secret(variable)):
            raise NotNamed(f"Set {variable}.")
        return variable, password

    def passwordless(self) -> list[str]:
        """The variables of roles for which no password is given at all."""
        return [f"MOTCUA_PASSWORD_{role.upper()}" for role in ROLES.values() if not self._given(role)]

    def kafka_passwords(self) -> dict[str, str]:
        """The passwords that are given for Kafka's users, by service and TOOLS."""
        found = {name: self._secret(kafka_variable(name)) for name in (*databases.SERVICES, TOOLS)}
        return {name: password for name, password in found.items() if password}

    def _place(self, name: str) -> tuple[str, int]:
        found = urlsplit(f"//{self._environment.get(name, '').partition(',')[0]}")
        if not (found.hostname and found.port):
            raise NotNamed(f"Set {name} to host:port.")
        return found.hostname, found.port

    def _password(self, role: str) -> str:
        if not (found := self._given(role)):
            raise NotNamed(f"Set {_variables(role)[0]}.")
        return found

    def _given(self, role: str) -> str | None:
        return next(filter(None, map(self._secret, _variables(role))), None)

    def _secret(self, name: str) -> str | None:
        try:
            return given(self._environment, name)
        except ValueError as wrong:
            raise Unfit(f"{name}: {wrong}") from None


def _variables(role: str) -> list[str]:
    """Where a role's password may be, the first that is set."""
    if role == SUPERUSER:
        return ["MOTCUA_POSTGRES_PASSWORD"]
    owners = ["MOTCUA_OWNER_PASSWORD"] if role.endswith("_owner") else []
    return [f"MOTCUA_PASSWORD_{role.upper()}", *owners, "MOTCUA_PASSWORD"]


def kafka_variable(name: str) -> str:
    """The variable with the password of a service's user of Kafka, or of TOOLS'."""
    return f"MOTCUA_KAFKA_PASSWORD_{name.replace('-', '_').upper()}"
