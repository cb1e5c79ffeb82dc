"""Dossiers whose applicants were erased, and how long what was exchanged about them is kept still."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel

from shared.contracts.reference import Text
from shared.contracts.reference.words import Code, Words
from shared.kernel.entity import Projection


class Retention(BaseModel, extra="forbid"):
    """How many years one kind of data is kept after the last that happened to its dossier, and by which law."""

    kind: Code
    title: Text
    years: int
    source: Words


REGISTER = tomllib.loads(files(__package__).joinpath("retention.toml").read_text("utf-8"))
RETENTION = [Retention.model_validate(each) for each in REGISTER["retention"]]
(EXCHANGE,) = RETENTION


@dataclass(slots=True, kw_only=True, frozen=True)
class Erased(Projection):
    """A dossier that intake has erased; its key here is destroyed when its own retention is over."""

    table: ClassVar[str] = "erased"
    key: ClassVar[tuple[str, ...]] = ("dossier",)

    dossier: UUID
    erased_at: datetime
