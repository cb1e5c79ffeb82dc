"""Routes of every service for operators that look: what is scheduled, how counterparts answer, settings in force.

They change nothing. No secret leaves: a setting whose kind is secret tells only whether it is given.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, SecretStr
from pydantic_core import to_jsonable_python

from shared.kernel.declared import Declared, declarations, read
from shared.kernel.kinds import Never, Secret
from shared.kernel.trust import Dsn
from shared.web.auth import Caller, Role, by
from shared.web.parts import part
from shared.web.served import Here
from shared.web.transactional import TransactionalRoute

router = APIRouter(prefix="/v1", tags=["operator"], route_class=TransactionalRoute)

Looks = Annotated[Caller, Depends(by(Role.OPERATOR))]

SECRET = (Secret, Dsn, Never)
COUNTED = 10_000  # of those that are due first
USERINFO = re.compile(r"(?<=://)[^/@\s]+@")

SCHEDULED = f"""
select kind, name, count(*) as waiting, count(*) filter (where at <= now() + ahead) as due,
       count(*) filter (where attempts > 0 and kind = 'call') as tried, min(at) as next_at
from (select kind, name, at, attempts from scheduled order by at limit {COUNTED}) first, clock
group by kind, name order by min(at)
"""
SOONEST = """
select dossier, entity, kind, name, at, attempts, leased_until from scheduled
where ($1 = '' or name = $1) order by at, entity limit $2
"""
COUNTERPARTS = """
select peer, answered_at, failed_at, failures, why, coalesce(open_until > now(), false) as open
from counterparts order by peer
"""


class Waiting(BaseModel):
    """Timers or calls of one name, of the 10,000 that are due first. `tried`: calls that failed and are repeated."""

    kind: str
    name: str
    waiting: int
    due: int
    tried: int
    next_at: datetime


class Item(BaseModel):
    """One timer or call; `at` by the domain clock. `leased_until`: a process works on it, or it is tried again then."""

    dossier: UUID
    entity: UUID
    kind: str
    name: str
    at: datetime
    attempts: int
    leased_until: datetime | None


class Schedule(BaseModel):
    """What is scheduled, by name, and what is due first."""

    names: list[Waiting]
    soonest: list[Item]


class Counterpart(BaseModel):
    """How a counterpart answered when it was called last. `failures` in a row; `open`: it is not called for seconds."""

    peer: str
    answered_at: datetime | None
    failed_at: datetime | None
    failures: int
    why: str | None
    open: bool


class Setting(BaseModel):
    """A setting in force. `value` is null for a secret, of which only `given` is told; `usual`: it is the default."""

    variable: str
    what: str
    value: str | None
    secret: bool
    given: bool
    usual: bool


class InForce:
    """The settings of this process; those of its service are read when they are asked for first."""

    def __init__(self, own: Declared, declared: Callable[[], Iterable[type[Declared]]]) -> None:
        self._own, self._declared = own, declared
        self._told: list[Setting] = []

    def told(self) -> list[Setting]:
        """All of them, by variable."""
        if not self._told:
            others = [read(each, getattr(self._own, "environment", None)) for each in self._declared()]
            self._told = sorted(
                (one for each in (self._own, *others) for one in shown(each)), key=lambda one: one.variable
            )
        return self._told


def shown(settings: Declared) -> Iterator[Setting]:
    """Each setting; secrets by their kind, and whatever is a secret's type, are not told."""
    for name, variable, kind in declarations(type(settings)):
        value, field = getattr(settings, name), type(settings).model_fields[name]
        secret = isinstance(kind, SECRET) or isinstance(value, SecretStr)
        bare = value.get_secret_value() if isinstance(value, SecretStr) else value
        usual = not field.is_required() and value == field.get_default()
        text = None if secret else USERINFO.sub("***@", _spelled(value))
        given = bare not in (None, "", {}, ())
        yield Setting(variable=variable, what=kind.what, value=text, secret=secret, given=given, usual=usual)


def _spelled(value: Any) -> str:
    if value in (None, Path()):
        return ""
    told = to_jsonable_python(value, fallback=str)
    return told if isinstance(told, str) else f"{told:g}" if isinstance(told, float) else json.dumps(told)


@router.get("/scheduled")
async def read_scheduled(
    node: Here,
    _caller: Looks,
    name: Annotated[str, Query(max_length=100)] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Schedule:
    """What is scheduled: timers and calls by name, and those that are due first, of all names or of this one."""
    async with node.database.begin() as tx:
        names = [Waiting(**dict(row)) for row in await tx.fetch(SCHEDULED)]
        return Schedule(names=names, soonest=[Item(**dict(row)) for row in await tx.fetch(SOONEST, name, limit)])


@router.get("/counterparts")
async def list_counterparts(node: Here, _caller: Looks) -> list[Counterpart]:
    """How each counterpart answered when this service called it last."""
    async with node.database.begin() as tx:
        return [Counterpart(**dict(row)) for row in await tx.fetch(COUNTERPARTS)]


@router.get("/settings")
async def list_settings(_caller: Looks, settings: Annotated[InForce, Depends(part(InForce))]) -> list[Setting]:
    """The settings in force in the process that answers. Of a secret it tells only whether it is given."""
    return settings.told()
