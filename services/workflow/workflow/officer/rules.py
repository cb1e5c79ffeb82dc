"""What becomes of an officer's roles when they are written anew, and who may write them. Pure: the time is given.

Ended roles stay as they were. What is left out ends now; what would have begun later is taken back.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import combinations

from shared.contracts.relation import Who
from shared.kernel.errors import FieldError, Invalid
from workflow.officer.errors import OfficerElsewhere, OwnRoles, RoleEnded, RoleNotGiven
from workflow.officer.models import HeldRole, Officer, WorkRole

#: What a supervisor gives. A supervisor who could name others would keep a way back after the end of the own role.
GIVEN = frozenset({WorkRole.OFFICER, WorkRole.CLERK, WorkRole.CASHIER})


def replaced(before: Officer | None, wanted: Officer, now: datetime) -> Officer:
    """`wanted`, with what stays of the roles before. Raises RoleEnded, Invalid."""
    held = tuple(_merged(before.held if before else (), wanted.held, now))
    return _checked(before, dataclasses.replace(wanted, held=held))


def extended(before: Officer | None, wanted: Officer, now: datetime) -> Officer:
    """`wanted` with all roles before; a role that both have ends as `wanted` says. Raises RoleEnded, Invalid."""
    listed = {role.key for role in wanted.held}
    rest = tuple(role for role in (before.held if before else ()) if role.key not in listed)
    return replaced(before, dataclasses.replace(wanted, held=(*rest, *wanted.held)), now)


def without(before: Officer, role: HeldRole, now: datetime) -> Officer:
    """The officer when this role has ended now. Raises RoleEnded."""
    if role.ended(now):
        raise RoleEnded()
    kept = tuple(one for one in before.held if one is not role)
    return replaced(before, dataclasses.replace(before, held=kept), now)


def _merged(before: Sequence[HeldRole], wanted: Sequence[HeldRole], now: datetime) -> Iterator[HeldRole]:
    known, listed = {role.key: role for role in before}, {role.key for role in wanted}
    for role in wanted:
        yield _succeeding(known[role.key], role, now) if role.key in known else role
    for role in before:
        if role.key not in listed and role.ended(now):
            yield role
        elif role.key not in listed and role.valid_from < now:
            yield dataclasses.replace(role, valid_until=now)


def _succeeding(old: HeldRole, new: HeldRole, now: datetime) -> HeldRole:
    """The role with its new end, which is not before now: what was done in it until now was done rightly."""
    if old.valid_until == new.valid_until:
        return old
    if old.ended(now):
        raise RoleEnded()
    until = new.valid_until if new.valid_until is None else max(new.valid_until, now)
    return dataclasses.replace(old, valid_until=until)


def _checked(before: Officer | None, after: Officer) -> Officer:
    """The officer under the next revision, or `before` if nothing changes. Raises Invalid for a role held twice."""
    if any(one.overlaps(other) for one, other in combinations(after.held, 2)):
        vi, en = "Một vai trò tại cùng cơ quan bị trùng thời gian.", "A role at one agency is held twice at a time."
        raise Invalid(en, vi, [FieldError("/roles", "overlap", vi, en)])
    held = tuple(sorted(after.held, key=lambda role: (role.valid_from, str(role.id))))
    revision = before.revision if before else 0
    same = before is not None and (before.person, set(before.held)) == (after.person, set(held))
    return dataclasses.replace(after, held=held, revision=revision if same else revision + 1)


def permit(who: Who, before: Officer | None, after: Officer, now: datetime) -> None:
    """Raises OwnRoles, RoleNotGiven, OfficerElsewhere. An operator may change everybody."""
    if who.role == WorkRole.OPERATOR or (before is not None and before.revision == after.revision):
        return
    if who.actor == after.subject:
        raise OwnRoles()
    held_before = before.held if before else ()
    if not all(_gives(who, role) for role in {*held_before} ^ {*after.held}):
        raise RoleNotGiven()
    elsewhere = any(not _gives(who, role) for role in held_before if not role.ended(now))
    stranger = not any(role.agency == who.agency for role in held_before)
    if before is None and not after.held:
        raise RoleNotGiven()
    if before is not None and (stranger or (elsewhere and before.person != after.person)):
        raise OfficerElsewhere()


def _gives(who: Who, role: HeldRole) -> bool:
    return role.role in GIVEN and role.agency == who.agency
