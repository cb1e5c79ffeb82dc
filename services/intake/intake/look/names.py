"""Why somebody looks at a dossier, and how it is called. A service's reason is a purpose of the register."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from shared.contracts.names import Name
from shared.web.callers import Role


class Why(StrEnum):
    OWN = "own"
    COUNTER = "counter"
    TASK = "task"
    SUPERVISION = "supervision"
    RECORDS = "records"
    INSPECTION = "inspection"
    SEARCH = "search"


NAMES: Mapping[str, Name] = {
    Why.OWN: Name("xem hồ sơ của mình", "one's own dossier"),
    Why.COUNTER: Name("tiếp nhận tại Bộ phận Một cửa", "receiving it at the desk"),
    Why.TASK: Name("giải quyết hồ sơ", "working on it"),
    Why.SUPERVISION: Name("chỉ đạo, điều hành", "supervision"),
    Why.RECORDS: Name("văn thư, lưu trữ", "records"),
    Why.INSPECTION: Name("thanh tra, kiểm tra", "inspection"),
    Why.SEARCH: Name("tìm kiếm hồ sơ", "a search"),
}

#: Roles with one reason; an officer's is at the desk another than at an agency.
BY_ROLE: Mapping[Role, Why] = {
    Role.APPLICANT: Why.OWN,
    Role.SUPERVISOR: Why.SUPERVISION,
    Role.CLERK: Why.RECORDS,
    Role.INSPECTOR: Why.INSPECTION,
}


def why_of(role: Role, *, acts: bool) -> Why:
    """Why a caller reads; `acts`: on the dossier itself, as its desk does."""
    return BY_ROLE.get(role) or (Why.COUNTER if acts else Why.TASK)
