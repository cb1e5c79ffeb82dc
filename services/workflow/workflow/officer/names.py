"""What the purposes are called for which officers' names are looked up."""

from __future__ import annotations

from collections.abc import Mapping

from shared.contracts.names import Name
from shared.reference.officers import Purpose

PURPOSES: Mapping[str, Name] = {
    Purpose.NOTICE: Name("gửi thông báo", "to send a notice"),
    Purpose.PORTAL: Name("đồng bộ với Cổng Dịch vụ công quốc gia", "to report to the national portal"),
    Purpose.TRACKING: Name("tra cứu hồ sơ", "to show where a dossier stands"),
    Purpose.TIMELINE: Name("xem diễn biến hồ sơ", "to show what has happened to a dossier"),
}
