"""In which role an officer works with a token. Pure: the officer and the time are given."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from shared.web.callers import scope_of
from workflow.officer.models import HeldRole, Officer
from workflow.signin.errors import NoRole, RoleToChoose


def held(officer: Officer | None, now: datetime) -> list[HeldRole]:
    """The roles that an officer holds now."""
    return [role for role in (officer.held if officer else ()) if role.valid_from <= now and not role.ended(now)]


def choices(officer: Officer | None, given: Collection[str], now: datetime) -> list[HeldRole]:
    """The roles that the officer holds now, of those that the issuer may give. Raises NoRole if there is none."""
    if not (present := held(officer, now)):
        raise NoRole(
            "An operator, or the head of the agency, gives roles.",
            "Lãnh đạo cơ quan hoặc quản trị hệ thống có thể giao vai trò cho tài khoản này.",
        )
    if not (found := [role for role in present if role.role in given]):
        raise NoRole(
            "The issuer of this token may not sign in the roles that this account holds.",
            "Nơi cấp mã truy cập không được cấp các vai trò mà tài khoản này đang giữ.",
        )
    return found


def chosen(held: Sequence[HeldRole], scope: str | None) -> HeldRole:
    """The role of this scope; without one the only role. Raises RoleToChoose."""
    if scope is None and len(held) == 1:
        return held[0]
    for role in held:
        if scope == scope_of(role.role, role.agency):
            return role
    if scope is None:
        raise RoleToChoose("This account holds several roles now.", "Tài khoản này hiện giữ nhiều vai trò.")
    raise RoleToChoose("This account does not hold this role now.", "Tài khoản này hiện không giữ vai trò đã chọn.")
