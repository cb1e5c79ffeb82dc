"""How officers are read to be changed, and how changes are written: set by set, each with its row of `officer_changes`.

Nothing is locked: a write that does not follow the revision it was decided on writes nothing, and is refused.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from shared.contracts.reference import Text
from shared.contracts.relation import Who
from shared.kernel.db import Tx
from shared.kernel.streams import CLOCK, moment
from workflow.officer.errors import ChangedMeanwhile
from workflow.officer.models import HeldRole, Officer, WorkRole
from workflow.officer.tables import GIVE, NOTE, OFFICERS, ROLES, TAKE_BACK, UNLISTED, WRITE


class Changed(NamedTuple):
    """An officer before and after a change; before: None for a new one."""

    before: Officer | None
    after: Officer

    @property
    def real(self) -> bool:
        return self.before is None or self.before.revision != self.after.revision


async def load(tx: Tx, subjects: Collection[str]) -> tuple[Mapping[str, Officer], datetime]:
    """The officers with these subjects, and the time of the domain clock."""
    wanted = [sorted(set(subjects))]
    people, roles, clock = await tx.fetch_all((OFFICERS, wanted), (ROLES, wanted), CLOCK)
    held: dict[UUID, list[HeldRole]] = {}
    for row in roles:
        held.setdefault(row["officer"], []).append(role_of(row))
    return {row["subject"]: officer_of_row(row, held.get(row["id"], [])) for row in people}, moment(clock[0]["ahead"])


def officer_of_row(row: Mapping[str, Any], held: Sequence[HeldRole]) -> Officer:
    """A row of the table, and its roles."""
    known = {name: row[name] for name in ("id", "subject", "name", "email", "telephone", "revision")}
    return Officer(**known, title=Text(vi=row["title_vi"], en=row["title_en"]), held=tuple(held))


def role_of(row: Mapping[str, Any]) -> HeldRole:
    known = {name: row[name] for name in ("id", "agency", "valid_from", "valid_until")}
    return HeldRole(**known, role=WorkRole(row["role"]))


async def unlisted(tx: Tx, agencies: Collection[str]) -> set[str]:
    """Those of these agencies that the directory in force does not list; none where there is no directory."""
    return {row["agency"] for row in await tx.fetch(UNLISTED, sorted(agencies))}


async def write(tx: Tx, who: Who, changes: Sequence[Changed]) -> None:
    """Writes the changes that change something, and who has made them. Raises ChangedMeanwhile."""
    real = [change for change in changes if change.real]
    if not real:
        return
    after = [change.after for change in real]
    written = await tx.fetch(WRITE, *map(list, zip(*map(_columns, after), strict=True)))
    if len(written) != len(real):
        raise ChangedMeanwhile()
    held = [(one.id, officer.id, str(one.role), *_place(one)) for officer in after for one in officer.held]
    await tx.do(TAKE_BACK, [officer.id for officer in after], [role[0] for role in held])
    if held:
        await tx.do(GIVE, *map(list, zip(*held, strict=True)))
    told = [json.dumps(_told(each.before), ensure_ascii=False) if each.before else None for each in real]
    now = [json.dumps(_told(each), ensure_ascii=False) for each in after]
    ids, revisions = [each.id for each in after], [each.revision for each in after]
    await tx.do(NOTE, ids, revisions, who.actor, who.role, who.agency, told, now)


def _columns(officer: Officer) -> tuple[Any, ...]:
    title = officer.title
    contact = officer.email, officer.telephone
    return officer.id, officer.subject, officer.name, title.vi, title.en, *contact, officer.revision


def _place(role: HeldRole) -> tuple[Any, ...]:
    return role.agency, role.valid_from, role.valid_until


def _told(officer: Officer) -> dict[str, Any]:
    """An officer as the row of a change has it."""
    roles = [
        {
            "id": str(role.id),
            "role": str(role.role),
            "agency": role.agency,
            "valid_from": role.valid_from.isoformat(),
            "valid_until": role.valid_until.isoformat() if role.valid_until else None,
        }
        for role in officer.held
    ]
    person = {"subject": officer.subject, "name": officer.name, "title": officer.title.model_dump()}
    return person | {"email": officer.email, "telephone": officer.telephone, "roles": roles}
