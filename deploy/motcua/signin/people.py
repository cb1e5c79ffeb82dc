"""Who can be chosen at the page: people and officers of the sample province. Their numbers are invented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shared.web.callers import Role

DESK, JUSTICE, PROVINCE = "H99.01.01", "H99.15", "H99"


@dataclass(frozen=True)
class Someone:
    """One who can sign in. `level`: of assurance; `number` and `born` are of applicants, as an e-ID proves them."""

    subject: str
    role: Role
    agency: str | None = None
    name: str = ""
    number: str = ""
    born: str = ""
    level: int = 2

    @property
    def claims(self) -> dict[str, Any]:
        """What an access token says beside subject, role and agency."""
        about = {"name": self.name, "number": self.number, "birthdate": self.born}
        return {"acr": str(self.level)} | {name: value for name, value in about.items() if value}


SAMPLE = (
    Someone("applicant:you", Role.APPLICANT, None, "Nguyễn Thị Bình", "099190000123", "1990-05-12"),
    Someone("applicant:neighbour", Role.APPLICANT, None, "Trần Văn Hùng", "099085000456", "1985-09-02", level=1),
    Someone("officer:desk-1", Role.OFFICER, DESK, "Lê Thu Hà"),
    Someone("officer:register-1", Role.OFFICER, DESK, "Phạm Quốc Việt"),
    Someone("supervisor:register-1", Role.SUPERVISOR, DESK, "Hoàng Minh Đức"),
    Someone("cashier:desk-1", Role.CASHIER, DESK, "Vũ Ngọc Lan"),
    Someone("clerk:justice-1", Role.CLERK, JUSTICE, "Đỗ Thanh Mai"),
    Someone("inspector:province-1", Role.INSPECTOR, PROVINCE, "Bùi Văn Nam"),
    Someone("editor:province-1", Role.EDITOR, PROVINCE, "Ngô Thị Hoa"),
    Someone("operator:laptop", Role.OPERATOR, None, "Đặng Anh Tuấn"),
)
