"""Why somebody looks at a dossier, and how it is called. A service's reason is a purpose of the register."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from shared.contracts.names import Name
from shared.web.callers import Role


class LookReason(StrEnum):
    OWN = "own"
    COUNTER = "counter"
    TASK = "task"
    SUPERVISION = "supervision"
    RECORDS = "records"
    INSPECTION = "inspection"
    SEARCH = "search"
    REQUEST = "request"
    ARCHIVE = "archive"
    OPERATION = "operation"


NAMES: Mapping[str, Name] = {
    LookReason.OWN: Name("xem hồ sơ của mình", "one's own dossier"),
    LookReason.COUNTER: Name("tiếp nhận tại Bộ phận Một cửa", "receiving it at the desk"),
    LookReason.TASK: Name("giải quyết hồ sơ", "working on it"),
    LookReason.SUPERVISION: Name("chỉ đạo, điều hành", "supervision"),
    LookReason.RECORDS: Name("văn thư, lưu trữ", "records"),
    LookReason.INSPECTION: Name("thanh tra, kiểm tra", "inspection"),
    LookReason.SEARCH: Name("tìm kiếm hồ sơ", "a search"),
    LookReason.REQUEST: Name("giải quyết yêu cầu về dữ liệu cá nhân", "a request about personal data"),
    LookReason.ARCHIVE: Name("lập gói lưu trữ trước khi xóa", "a package for the archive before erasure"),
    LookReason.OPERATION: Name(
        "vận hành đồng bộ với Cổng Dịch vụ công quốc gia", "operating the reports to the portal"
    ),
}

#: Roles with one reason; an officer's is at the desk another than at an agency.
BY_ROLE: Mapping[Role, LookReason] = {
    Role.APPLICANT: LookReason.OWN,
    Role.SUPERVISOR: LookReason.SUPERVISION,
    Role.CLERK: LookReason.RECORDS,
    Role.INSPECTOR: LookReason.INSPECTION,
}


def why_of(role: Role, *, acts: bool) -> LookReason:
    """Why a caller reads; `acts`: on the dossier itself, as its desk does."""
    return BY_ROLE.get(role) or (LookReason.COUNTER if acts else LookReason.TASK)
