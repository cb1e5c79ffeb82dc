"""How a client reaches the brokers and proves itself to them, and in which words it says that they refuse it.

Every client of Kafka takes its arguments from `arguments`. The names of brokers are verified in every case.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

from aiokafka import errors as kafka_errors
from aiokafka.conn import create_conn
from aiokafka.protocol.metadata import MetadataRequest
from pydantic import SecretStr
from pydantic_settings import SettingsConfigDict

from shared.kernel.declared import Declared, Environment, Unfit
from shared.kernel.errors import Unavailable
from shared.kernel.kinds import Choice, Place, Secret, Text

BROKERS = r"[^\s,]+:\d+(,[^\s,]+:\d+)*"
LOOK = 5000  # milliseconds to find out why a broker refuses a client
IN_THE_CLEAR = "sends what anybody on the way can read: use SASL_SSL, or SSL with a certificate"


class Security(StrEnum):
    """Kafka's own names (`security.protocol`)."""

    PLAINTEXT = "PLAINTEXT"
    SSL = "SSL"
    SASL_PLAINTEXT = "SASL_PLAINTEXT"
    SASL_SSL = "SASL_SSL"


class Mechanism(StrEnum):
    """How a password is proved without being sent."""

    SCRAM_SHA_256 = "SCRAM-SHA-256"
    SCRAM_SHA_512 = "SCRAM-SHA-512"


@dataclass(frozen=True)
class Brokers:
    """The brokers (`host:port`, with commas), and what one user needs to be let in."""

    servers: str
    security: Security = Security.PLAINTEXT
    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = field(default=None, repr=False)
    mechanism: Mechanism = Mechanism.SCRAM_SHA_512
    user: str = ""
    password: str = field(default="", repr=False)

    def __str__(self) -> str:
        return self.servers

    def proof(self) -> dict[str, Any]:
        """The arguments of a connection. The files are read again for each client. Raises Unavailable without them."""
        found: dict[str, Any] = {"security_protocol": self.security.value}
        if self.security in (Security.SSL, Security.SASL_SSL):
            found["ssl_context"] = self._context()
        if self.sasl:
            found |= {"sasl_mechanism": self.mechanism.value}
            found |= {"sasl_plain_username": self.user, "sasl_plain_password": self.password}
        return found

    def check(self) -> None:
        """Raises Unfit if a file is missing or holds something else, so that a process does not start without it."""
        try:
            self.proof()
        except Unavailable as why:
            raise Unfit(why.part) from None

    @property
    def sasl(self) -> bool:
        return self.security in (Security.SASL_PLAINTEXT, Security.SASL_SSL)

    def _context(self) -> ssl.SSLContext:
        name = "MOTCUA_KAFKA_CA"
        try:
            context = ssl.create_default_context(cafile=self.ca)
            name = "MOTCUA_KAFKA_CERT"
            if self.cert:
                context.load_cert_chain(self.cert, self.key, password="")  # or OpenSSL asks a terminal
        except (OSError, ValueError) as error:
            raise Unavailable(f"{name}: cannot be used ({type(error).__name__})") from None
        return context


#: The servers alone are those of brokers that let everybody in.
Kafka = Brokers | str


def arguments(kafka: Kafka) -> dict[str, Any]:
    """What every client is made with."""
    at = kafka if isinstance(kafka, Brokers) else Brokers(kafka)
    return {"bootstrap_servers": at.servers, **at.proof()}


class KafkaClient(Declared):
    """The settings of whatever is a client of Kafka."""

    model_config = SettingsConfigDict(env_prefix="MOTCUA_")

    kafka: Annotated[str, Text("the brokers, with commas", pattern=BROKERS, needed=True)]
    kafka_security: Annotated[
        Security,
        Choice(
            "how they are reached: TLS with a user (`SASL_SSL`) or with a certificate (`SSL`), or without TLS",
            never=frozenset({Security.PLAINTEXT, Security.SASL_PLAINTEXT}),
            why=IN_THE_CLEAR,
        ),
    ] = Security.PLAINTEXT
    kafka_ca: Annotated[Path | None, Place("certificates (PEM) that prove the brokers", otherwise="the system's")] = (
        None
    )
    kafka_cert: Annotated[Path | None, Place("the client's certificate (PEM), where brokers ask for one")] = None
    kafka_key: Annotated[Path | None, Place("its key (PEM), not encrypted")] = None
    kafka_mechanism: Annotated[Mechanism, Choice("how the user proves the password")] = Mechanism.SCRAM_SHA_512
    kafka_user: Annotated[str, Text("who it is to the brokers, e.g. `motcua-intake`")] = ""
    kafka_password: Annotated[SecretStr, Secret("the user's password", least=16)] = SecretStr("")

    @property
    def brokers(self) -> Brokers:
        ca, cert, key = (None if one == Path() else one for one in (self.kafka_ca, self.kafka_cert, self.kafka_key))
        return Brokers(
            self.kafka,
            self.kafka_security,
            ca,
            cert,
            key,
            self.kafka_mechanism,
            self.kafka_user,
            self.kafka_password.get_secret_value(),
        )

    def mismatches(self, environment: Environment) -> Iterator[tuple[str, str]]:
        """A user with SASL, a whole pair of files, and in production nobody without a name."""
        at = self.brokers
        alone = at.security is Security.SSL and environment is Environment.PRODUCTION
        needed: dict[str, tuple[object, object, object]] = {
            "USER": (at.user.strip(), at.sasl, at.security),
            "PASSWORD": (at.password, at.sasl, at.security),
            "CERT": (at.cert, alone or at.key, at.security if alone else "MOTCUA_KAFKA_KEY"),
            "KEY": (at.key, alone or at.cert, at.security if alone else "MOTCUA_KAFKA_CERT"),
        }
        for name, (given, wanted, by) in needed.items():
            if wanted and not given:
                yield f"MOTCUA_KAFKA_{name}", f"is needed with {by}"


#: What the operator of a refused client looks at.
ENTRY: Final[tuple[tuple[type[Exception], str], ...]] = (
    (kafka_errors.SaslAuthenticationFailed, "knows no such user with this password: see MOTCUA_KAFKA_USER, _PASSWORD"),
    (kafka_errors.AuthenticationFailedError, "cannot prove that it knows the user: see MOTCUA_KAFKA_USER, _PASSWORD"),
    (kafka_errors.UnsupportedSaslMechanismError, "does not offer this mechanism: see MOTCUA_KAFKA_MECHANISM"),
    (kafka_errors.IllegalSaslStateError, "wants no user there: see MOTCUA_KAFKA_SECURITY and the port"),
    (ssl.SSLCertVerificationError, "is not proved by MOTCUA_KAFKA_CA, or has another name than in MOTCUA_KAFKA"),
    (ssl.SSLError, "speaks no TLS, or refuses the certificate: see MOTCUA_KAFKA_SECURITY, _CERT and the port"),
    (
        kafka_errors.KafkaConnectionError,
        "ends the connection: it wants TLS, a user or a certificate. See MOTCUA_KAFKA_SECURITY, _CERT and the port",
    ),
    (ConnectionResetError, "ends the connection: see MOTCUA_KAFKA_SECURITY and the port"),
)
#: Errors of one that was let in.
RIGHTS: Final = (
    kafka_errors.TopicAuthorizationFailedError,
    kafka_errors.GroupAuthorizationFailedError,
    kafka_errors.ClusterAuthorizationFailedError,
)


async def explain(kafka: Kafka, error: BaseException) -> str | None:
    """Why the brokers refuse a client that got this error, and what to do; None if they do not."""
    at = kafka if isinstance(kafka, Brokers) else Brokers(kafka)
    if isinstance(error, RIGHTS):
        return f"{error}: not for {at.user or 'this client'}; `motcua prepare` declares the rights of every user"
    return await _refusal(at) if isinstance(error, kafka_errors.KafkaConnectionError) else None


async def _refusal(at: Brokers) -> str | None:
    """Found out by a connection of its own: a client only says that it found no broker."""
    for server in at.servers.split(","):
        host, _, port = server.rpartition(":")
        try:
            connection = await create_conn(host, int(port), request_timeout_ms=LOOK, **at.proof())
            await connection.send(MetadataRequest([]))
        except Unavailable as why:
            return why.part
        except Exception as error:
            if told := next((text for kind, text in ENTRY if isinstance(error, kind)), None):
                return f"the broker {server} {told}"
        else:
            connection.close()
    return None
