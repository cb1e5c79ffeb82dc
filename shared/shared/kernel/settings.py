"""The settings of a service's process, and of the job that migrates its database.

Read from the environment variables `MOTCUA_*` once, where the service is composed; never imported as a global.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from ssl import SSLContext
from typing import Annotated, Self

from pydantic import Field, IPvAnyNetwork, SecretStr, model_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from shared.kernel import tls
from shared.kernel.brokers import KafkaClient
from shared.kernel.declared import Declared, Environment
from shared.kernel.development import DEVELOPMENT_ISSUER
from shared.kernel.issuers import Issuers, Issuing, TokenKeys
from shared.kernel.keys import KeyList
from shared.kernel.kinds import EMPTY, Choice, Count, Duration, Never, Place, Secret, Text, Url
from shared.kernel.trust import Bundle, Dsn, Networks

__all__ = ["DEVELOPMENT_ISSUER", "Environment", "Migration", "Part", "Settings", "Unchecked"]

LEVELS = "DEBUG|INFO|WARNING|ERROR|CRITICAL"
OWNER = "the owner's database, for `migrate`"


class Part(StrEnum):
    """The two roles of a service's process."""

    API = "api"
    WORKER = "worker"


class Unchecked(StrEnum):
    """What a process does with commands before the restore guard has looked (decision 37)."""

    REFUSE = "refuse"
    SERVE = "serve"


class Settings(KafkaClient):
    """All settings of one process that runs for ever."""

    model_config = SettingsConfigDict(env_prefix="MOTCUA_")

    environment: Annotated[Environment, Choice("`production`, or `development`, which refuses nothing")] = (
        Environment.PRODUCTION
    )
    roles: Annotated[frozenset[Part], Choice("JSON: what this process does", needed=True)] = frozenset(Part)
    host: Annotated[str, Text("the address it listens at", needed=True)] = "127.0.0.1"
    port: Annotated[int, Count("the port it listens at", most=65535)] = 8000
    database_url: Annotated[str, Dsn("the writer's database", needed=True)] = Field(repr=False)
    owner_database_url: Annotated[str | None, Never(OWNER, why="is for the job that migrates only")] = Field(
        None, repr=False
    )
    issuers: Annotated[
        Issuers,
        NoDecode,
        Issuing("JSON: who signs people and services in, each with its keys, claims and roles", needed=True),
    ] = ()
    token_keys: Annotated[
        dict[str, str],
        TokenKeys("JSON: public keys (JWKS) of the tokens that intake and workflow sign", file=True, needed=True),
    ] = Field(default_factory=dict)
    audience: Annotated[
        str,
        Text(
            "this service in `aud` of access tokens; no two have the same",
            pattern=r"\S+",
            never="motcua",  # all services had it once
            otherwise="`motcua-SERVICE`",
        ),
    ] = ""
    service_token_file: Annotated[Path | None, Place("the service's own token; read for every call", needed=True)] = (
        None
    )
    peers: Annotated[dict[str, str], Url("JSON: where each service is", needed=True)] = Field(default_factory=dict)
    peers_ca: Annotated[Path | None, Bundle("certificates (PEM) that prove the peers, not the public ones")] = None
    tls_cert: Annotated[
        Path | None, Place("its own certificate with those between it and the root (PEM): it serves https, not http")
    ] = None
    tls_key: Annotated[Path | None, Place("the key of `MOTCUA_TLS_CERT` (PEM, without a passphrase)")] = None
    state: Annotated[Path, Place("what all instances of a service share")] = Path("state")
    anchors: Annotated[Path, Place("signed ends of all chains", otherwise="`MOTCUA_STATE`/anchors")] = Field(
        default_factory=lambda known: known["state"] / "anchors"
    )
    log_level: Annotated[str, Text("the least level that is logged", pattern=LEVELS)] = "INFO"
    writers: Annotated[int, Count("connections for writing, at most", most=1000)] = 8
    timeout: Annotated[float, Duration("for a connection to the database, or a lock in it; then 503")] = 5
    instance: Annotated[
        str | None,
        Text("a worker's own name, the same after a restart (decision 11)", pattern=r"[A-Za-z0-9._-]{1,200}"),
    ] = None
    batch: Annotated[int, Count("received in one transaction, at most", unit="messages")] = 500
    relay_batch: Annotated[int, Count("sent before it looks again, at most", unit="messages")] = 2000
    heads_every: Annotated[float, Duration("between two comparisons with what was said")] = 180
    heads_settle: Annotated[float, Duration("how old a line is before it is compared", least=0)] = 120
    grace: Annotated[float, Duration("for what is begun when a stop is asked for")] = 15
    proxies: Annotated[
        tuple[IPvAnyNetwork, ...],
        Networks("JSON: the proxies in front whose `X-Forwarded-For` names the client; a peer elsewhere is the client"),
    ] = ()
    connections: Annotated[
        int, Count("open connections; one more takes the place of the one that waits longest for its client")
    ] = 1000
    requests: Annotated[
        int, Count("answered at once; then 503. Half of them without a token, half of those from one client")
    ] = 400
    head_seconds: Annotated[float, Duration("in which the headers of a request come; then 408")] = 10
    body_seconds: Annotated[float, Duration("in which a body that is no file comes; then 408")] = 15
    unused_seconds: Annotated[
        float, Duration("a connection stays open unused; longer than the proxy in front keeps it, or requests are lost")
    ] = 75
    taking_seconds: Annotated[float, Duration("in which a client takes 32 KiB of an answer, or all that is left")] = 30
    writes_a_minute: Annotated[int, Count("of one token's subject that change something; then 429")] = 1200
    visits_a_minute: Annotated[int, Count("of one client without a token; then 429")] = 300
    unproved_a_minute: Annotated[int, Count("callbacks of one client that nothing proves; then 429")] = 120
    answers_key: Annotated[SecretStr, Secret("what kept answers are sealed with", least=32, needed=True)] = SecretStr(
        "throw-away key of answers, in no production"
    )
    answers_key_before: Annotated[
        SecretStr, Secret("the key before, until `MOTCUA_KEEP_ANSWERS` after a change", least=32)
    ] = SecretStr("")
    keep_answers: Annotated[float, Duration("for which the answer of an Idempotency-Key is kept")] = 24 * 3600
    event_keys: Annotated[
        SecretStr,
        KeyList("its event keys, and those of whom it reads: `producer:id:secret,...`", least=32, needed=True),
    ] = SecretStr("")
    accept_unproved: Annotated[bool, Choice("if events without a MAC are taken, while keys are rolled out")] = False
    unchecked: Annotated[
        Unchecked, Choice("`refuse` commands, or `serve` them, before it is known that no older database was restored")
    ] = Unchecked.REFUSE
    contact_email: Annotated[
        str, Text("whom those who use the API may write to; shown in its documents", pattern=r"[^@\s]+@[^@\s]+")
    ] = ""
    contact_url: Annotated[str, Url("where those who use the API find help; shown in its documents")] = ""
    kill_at: Annotated[
        str, Never("for tests: an instant at which the process kills itself", why="is for tests only")
    ] = ""

    @model_validator(mode="after")
    def _can_be_shown(self) -> Self:
        """A certificate that cannot be served ends the start."""
        if (self.tls_cert in EMPTY) != (self.tls_key in EMPTY):
            raise ValueError("MOTCUA_TLS_CERT, MOTCUA_TLS_KEY: go together")
        try:
            _ = self.tls
        except OSError as error:
            raise ValueError(f"MOTCUA_TLS_CERT, MOTCUA_TLS_KEY: {tls.wrong(error)}") from None
        return self

    @property
    def tls(self) -> SSLContext | None:
        """What this process shows to its clients; None if it serves plain HTTP."""
        told = self.tls_cert, self.tls_key
        return None if None in told or Path() in told else tls.shown(*told)

    @property
    def development(self) -> bool:
        return self.environment is Environment.DEVELOPMENT


class Migration(Declared):
    """Settings of the job that migrates a database to the tables of its version, and then ends."""

    model_config = SettingsConfigDict(env_prefix="MOTCUA_")

    environment: Annotated[Environment, Choice("as for the service")] = Environment.PRODUCTION
    owner_database_url: Annotated[str, Dsn(OWNER, needed=True)] = Field(repr=False)
