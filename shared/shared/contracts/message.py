"""The three kinds of message a machine can receive from outside: commands, events and ticks.

An event is emitted and travels; a command is asked over HTTP; a tick comes from a timer.
This module knows neither HTTP nor Kafka. Bodies are JSON; unknown fields are ignored when an event
is read (a newer producer may add some) and impossible when it is emitted (the constructor refuses them).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import msgspec
from pydantic import BaseModel, ConfigDict

from shared.contracts.relation import Relation


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something a service has emitted about one dossier. Ids, codes, amounts and dates; never a person."""

    producer: ClassVar[str]

    @classmethod
    def kind(cls) -> str:
        """The CloudEvents type, e.g. `motcua.intake.DossierAccepted`."""
        return f"motcua.{cls.producer}.{cls.__name__}"


class Tick:
    """What a timer of an entity sends when its moment has come."""


class Look:
    """Nothing is asked yet: who reads an entity wants to know what may be asked of it."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What the other side of a call has answered."""


class Command(BaseModel):
    """What may be asked over HTTP: a POST body, and nothing else.

    `by` names the roles that may ask it, and for each how one must stand to the entity: one of these relations is
    enough. No field has a default that commits anybody to anything.
    """

    by: ClassVar[Mapping[str, tuple[Relation, ...]]]

    model_config = ConfigDict(frozen=True, extra="forbid")
