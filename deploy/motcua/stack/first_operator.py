"""Writes the first operator into workflow's table of officers, as the owner of its database: no caller can yet.

It is the only way past the routes, and closed as soon as an operator holds the role.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from motcua.stack.troubles import NotTheFirst
from shared.contracts.reference import Text
from shared.contracts.relation import Who
from shared.kernel.db import Database, Tx
from workflow.officer import rules
from workflow.officer.models import Officer, WorkRole
from workflow.officer.schemas import NewOfficer, WrittenRole
from workflow.officer.store import Changed, load, write

#: Who has made the change, as `officer_changes` keeps it: no officer.
OWNER = Who("owner:workflow", "owner", None)
#: Who loads the sample province, before it has officers.
FIRST = "operator:first"
LOCK = "lock table officers in share row exclusive mode"
OPERATORS = """
select o.subject from officers o
where exists (select from held_roles h where h.officer = o.id and h.role = 'operator')
"""


def described(subject: str, called: str, title: Text) -> NewOfficer:
    """The operator as a body would have it, without a role yet. Raises ValidationError."""
    return NewOfficer(subject=subject, name=called, title=title, email=None, telephone=None, roles=[])


async def make(dsn: str, operator: NewOfficer, *, another: bool = False) -> None:
    """Gives the role of an operator, from now on. Raises NotTheFirst, unless it is to be `another` one."""
    database = Database(dsn, writers=1, readers=1)
    await database.open()
    try:
        async with database.begin() as tx:
            await _write(tx, operator, another=another)
    finally:
        await database.close()


async def ensure(dsn: str) -> None:
    """The operator who loads the sample province, if there is none yet."""
    title = Text(vi="Quản trị hệ thống", en="System operator")
    with suppress(NotTheFirst):
        await make(dsn, described(FIRST, "Quản trị hệ thống đầu tiên", title), another=True)


async def _write(tx: Tx, operator: NewOfficer, *, another: bool) -> None:
    await tx.do(LOCK)
    operators = [row["subject"] for row in await tx.fetch(OPERATORS)]
    known, now = await load(tx, [operator.subject, *operators])
    held = sorted(officer.subject for officer in known.values() if _operates(officer, now))
    if held and (operator.subject in held or not another):
        raise NotTheFirst(", ".join(held))
    role = WrittenRole(role=WorkRole.OPERATOR, agency=None, valid_from=now, valid_until=None)
    wanted = operator.model_copy(update={"roles": [role]}).officer(operator.subject)
    before = known.get(operator.subject)
    await write(tx, OWNER, [Changed(before, rules.extended(before, wanted, now))])


def _operates(officer: Officer, now: datetime) -> bool:
    return any(role.role is WorkRole.OPERATOR and not role.ended(now) for role in officer.held)
