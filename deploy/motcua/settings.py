"""The settings of `motcua prepare`, and what it refuses in production.

The passwords of single roles, MOTCUA_PASSWORD_<ROLE>, must meet the same conditions as those declared here; those of
Kafka's users, MOTCUA_KAFKA_PASSWORD_<SERVICE> and _TOOLS, the same as a service's own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import SecretStr
from pydantic_settings import SettingsConfigDict

from motcua.stack.databases import DATABASES, owner_of, writer_of
from motcua.stack.servers import KAFKA_USERS, Elsewhere, kafka_variable
from shared.kernel.brokers import KafkaClient
from shared.kernel.declared import Environment, Unfit
from shared.kernel.kinds import Choice, Place, Secret, Text, weak

SERVER = r"[^\s,:]+:\d+"
NONE = SecretStr("")
SHORTEST = 8  # characters of a password
OF_A_USER = 16  # of one of Kafka's, as services have them


class Preparation(KafkaClient):
    """It is given every password, and ends when the servers are prepared."""

    model_config = SettingsConfigDict(env_prefix="MOTCUA_")

    environment: Annotated[Environment, Choice("as for the services")] = Environment.PRODUCTION
    postgres: Annotated[str, Text("where PostgreSQL is", pattern=SERVER, needed=True)]
    postgres_ca: Annotated[Path | None, Place("the certificate (PEM) that proves it, by TLS", needed=True)] = None
    postgres_cert: Annotated[Path | None, Place("our own certificate (PEM), where PostgreSQL wants one")] = None
    postgres_key: Annotated[Path | None, Place("the key of `MOTCUA_POSTGRES_CERT` (PEM)")] = None
    postgres_password: Annotated[SecretStr, Secret("the superuser's password", least=SHORTEST, needed=True)]
    owner_password: Annotated[SecretStr, Secret("of owners without `MOTCUA_PASSWORD_ROLE`", least=SHORTEST)] = NONE
    password: Annotated[SecretStr, Secret("of others without `MOTCUA_PASSWORD_ROLE`", least=SHORTEST)] = NONE

    def check_roles(self, servers: Elsewhere) -> None:
        """Checks the roles' passwords; an owner's and a writer's must differ. Raises Unfit."""
        if self.environment is not Environment.PRODUCTION:
            return
        bad = []
        for owner, writer in ((owner_of(service), writer_of(service)) for service in DATABASES):
            passwords = {role: servers.addresses.password(role) for role in (owner, writer)}
            whys = {role: weak(password, SHORTEST) for role, password in passwords.items()}
            if passwords[owner] == passwords[writer]:
                whys[owner] = whys[owner] or "is the writer's too"
            bad += [f"MOTCUA_PASSWORD_{role.upper()}: {why}" for role, why in whys.items() if why]
        if bad:
            raise Unfit("\n".join(bad))

    def check_one(self, servers: Elsewhere, who: str) -> None:
        """Checks the password of one role or user of Kafka, the only one that is given. Raises Unfit, NotNamed."""
        variable, password = servers.one_password(who)
        user = who in KAFKA_USERS
        if user and not self.brokers.sasl:
            raise Unfit(f"{variable}: is of no use with {self.kafka_security}")
        why = weak(password, OF_A_USER if user else SHORTEST)
        if why and self.environment is Environment.PRODUCTION:
            raise Unfit(f"{variable}: {why}")

    def check_users(self, servers: Elsewhere) -> None:
        """Checks the passwords of Kafka's users, which brokers without SASL do not have. Raises Unfit."""
        least = OF_A_USER if self.environment is Environment.PRODUCTION else 0
        useless = "" if self.brokers.sasl else f"is of no use with {self.kafka_security}"
        whys = {
            kafka_variable(name): useless or (weak(password, least) if least else "")
            for name, password in servers.kafka_passwords().items()
        }
        if bad := [f"{name}: {why}" for name, why in whys.items() if why]:
            raise Unfit("\n".join(bad))
