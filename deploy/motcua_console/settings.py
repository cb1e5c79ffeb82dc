"""The settings of one process of the console."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field, IPvAnyNetwork, SecretStr
from pydantic_settings import SettingsConfigDict

from shared.kernel.brokers import Kafka, KafkaClient
from shared.kernel.declared import Declared, Environment, Unfit, read
from shared.kernel.kinds import Choice, Count, Duration, Place, Secret, Text, Url
from shared.kernel.trust import Bundle, Dsn, Networks


class Door(StrEnum):
    """Who comes in."""

    STAFF = "staff"
    PUBLIC = "public"


class Submission(StrEnum):
    """Whether people hand in through these pages: the national portal is the citizen's front door."""

    OFF = "off"
    PILOT = "pilot"


class Settings(Declared):
    """Read from CONSOLE_*."""

    model_config = SettingsConfigDict(env_prefix="CONSOLE_")

    environment: Annotated[Environment, Choice("as for the services")] = Environment.PRODUCTION
    door: Annotated[Door, Choice("whose pages this process shows")] = Door.STAFF
    host: Annotated[str, Text("the address to listen on", needed=True)] = "127.0.0.1"
    port: Annotated[int, Count("the port to listen on", most=65535)] = 8090
    url: Annotated[str, Url("its own address, as browsers see it", needed=True)]
    public_url: Annotated[str, Url("where the pages for everybody are, for the QR of a slip; none: it has no QR")] = ""
    database_url: Annotated[str, Dsn("the database of its sessions, with the writer's role", needed=True)] = Field(
        repr=False
    )
    issuer: Annotated[str, Url("the OpenID provider where people sign in", needed=True)]
    issuer_at: Annotated[str, Url("where the console itself reaches the provider, if not at its name")] = ""
    issuer_ca: Annotated[Path | None, Bundle("certificates (PEM) that prove it, not the public ones")] = None
    client: Annotated[str, Text("its client id there", pattern=r"[A-Za-z0-9._-]{1,64}")] = "motcua-console"
    client_secret: Annotated[SecretStr | None, Secret("its secret there, if the provider gave one")] = None
    services: Annotated[dict[str, str], Url("the addresses of the services, by name", needed=True)]
    services_ca: Annotated[Path | None, Bundle("certificates (PEM) that prove them, not the public ones")] = None
    province: Annotated[str, Text("the name in the head of each page", needed=True)] = "Tỉnh Hòa Giang"
    idle: Annotated[float, Duration("a session ends when it was not used for so long")] = 1800
    longest: Annotated[float, Duration("a session ends after so long, however it is used")] = 12 * 3600
    verified: Annotated[
        Path | None, Place("the report that `motcua verify --report FILE` writes, which operators see")
    ] = None
    submission: Annotated[
        Submission,
        Choice(
            "whether people hand in here: nobody, or everybody in a pilot",
            never=frozenset({"pilot"}),
            why="is for tries: citizens hand in at the national portal",
        ),
    ] = Submission.OFF
    visits_a_minute: Annotated[int, Count("pages of one client of the public door; then 429", most=100_000)] = 240
    proxies: Annotated[
        tuple[IPvAnyNetwork, ...],
        Networks("JSON: the proxies in front whose `X-Forwarded-For` names the client; a peer elsewhere is the client"),
    ] = ()
    threads: Annotated[int, Count("requests that are answered at once", most=10_000)] = 200


class Migration(Declared):
    """Settings of the job that makes the tables of its sessions, and then ends."""

    model_config = SettingsConfigDict(env_prefix="CONSOLE_")

    environment: Annotated[Environment, Choice("as for the console")] = Environment.PRODUCTION
    owner_database_url: Annotated[str, Dsn("the owner's database, for `migrate`", needed=True)] = Field(repr=False)


def brokers(settings: Settings, environment: Mapping[str, str]) -> Kafka:
    """Where the staff's pages follow the topics, as the operator's commands do; empty without MOTCUA_KAFKA.

    What the public reaches has no way to Kafka. Raises Unfit.
    """
    told = sorted(name for name in environment if name.startswith("MOTCUA_KAFKA"))
    if settings.door is Door.PUBLIC and told:
        raise Unfit("\n".join(f"{name}: is not for the door of the public" for name in told))
    return read(KafkaClient, settings.environment).brokers if "MOTCUA_KAFKA" in told else ""
