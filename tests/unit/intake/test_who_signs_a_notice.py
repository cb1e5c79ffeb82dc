"""How a letter ends: agency, officer and times of the acceptance and of what it is about (NĐ 224/2026 Đ15.1g)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from intake.notice.store import LANGUAGES, TEMPLATES, about, acts, text
from shared.contracts.names import Name
from shared.reference.officers import Act, Called
from tests.support.documents import VERSION, documents

MORNING, EVENING = datetime(2026, 11, 9, 2, 30, tzinfo=UTC), datetime(2026, 11, 16, 10, 5, tzinfo=UTC)
DESK, AGENCY = "H99.01.01", "H99.03"
CALLED: dict[Act, Called] = {
    ("officer:desk", MORNING): Called(MORNING, "Lê Thu Hà", Name("Chuyên viên", "Officer")),
    ("officer:agency", EVENING): Called(MORNING, "Dương Văn Sơn", Name("Phó Giám đốc", "Deputy Director")),
}
#: Accepted in the morning; a week later something has happened at the agency.
ROW: dict[str, Any] = {
    **{"code": "H99.01.01-261109-0001", "desk": DESK, "agency": AGENCY, "procedure": "2.000004", "version": VERSION},
    **{"template": "withdrawal-declined", "date": EVENING, "amount": 8000, "codes": None},
    **{"receiver": "officer:desk", "receiving": DESK, "received_at": MORNING},
    **{"actor": "officer:agency", "acting": AGENCY, "at": EVENING},
}
BEFORE = {"code": None, "agency": DESK, "acting": None, "receiver": None, "receiving": None, "received_at": None}
RECEIVED = "Tiếp nhận: Trung tâm Phục vụ hành chính công tỉnh (Lê Thu Hà, Chuyên viên), 09 giờ 30 ngày 09/11/2026."
HANDLED = "Xử lý: Sở Công Thương (Dương Văn Sơn, Phó Giám đốc), 17 giờ 05 ngày 16/11/2026."


def ends(language: str = "vi", called: dict[Act, Called] = CALLED, **changes: Any) -> str:
    return text(about(ROW | changes, "person", documents(), called), language).body


def test_who_received_it_and_who_has_acted() -> None:
    assert acts(ROW) == [*CALLED]
    assert ends().endswith(f"đề nghị của Ông/Bà. {RECEIVED} {HANDLED}")
    assert ends(template="accepted", actor="officer:desk", acting=DESK, at=MORNING).endswith(f"đã đăng ký. {RECEIVED}")
    assert ends(template="returned").endswith(HANDLED.replace("Xử lý", "Trả kết quả"))
    english = ends("en")
    assert "Received by: Provincial Public Administration Service Centre (Lê Thu Hà, Officer), 09:30" in english
    assert "Handled by: Department of Industry and Trade (Dương Văn Sơn, Deputy Director), 17:05" in english


def test_without_an_officer_the_agency() -> None:
    """Nobody is known by this subject, time has passed, or the applicant has acted."""
    alone = "Xử lý: Sở Công Thương, 17 giờ 05 ngày 16/11/2026."
    assert ends(called={}).endswith(f"Trung tâm Phục vụ hành chính công tỉnh, 09 giờ 30 ngày 09/11/2026. {alone}")
    assert ends(actor="workflow", acting=None).endswith(f"{RECEIVED} {alone}")
    assert acts(ROW | {"acting": None}) == [("officer:desk", MORNING)]
    handed_in = ends(template="submitted", **BEFORE)
    assert handed_in.endswith("Nơi nộp: Trung tâm Phục vụ hành chính công tỉnh, 17 giờ 05 ngày 16/11/2026.")
    assert acts(ROW | BEFORE) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_ends_so(language: str) -> None:
    for template in TEMPLATES:
        assert "Dương Văn Sơn" in ends(language, template=template) or template == "accepted"
