"""The error codes of the portal's responses. No official table was found.

Read in clients: 0 is success (a number here, a string there); a create that fails because the dossier exists has "3"
or "-3" and "đã tồn tại"; success also has "thành công". The others are this sandbox's choice.
"""

from __future__ import annotations

from typing import Final

GOOD: Final = "0"
NO_SESSION: Final = "-1"
INVALID: Final = "-2"
EXISTS_SAME: Final = "3"
EXISTS: Final = "-3"
MISSING: Final = "-4"
NO_SERVICE: Final = "-5"
BUSY: Final = "-99"

MESSAGES: Final = {
    GOOD: "Thực hiện thành công",
    NO_SESSION: "Phiên làm việc không hợp lệ hoặc đã hết hạn",
    INVALID: "Dữ liệu không hợp lệ",
    EXISTS_SAME: "Hồ sơ đã tồn tại",
    EXISTS: "Hồ sơ đã tồn tại trên hệ thống",
    MISSING: "Hồ sơ chưa có trên hệ thống",
    NO_SERVICE: "Dịch vụ không được hỗ trợ",
    BUSY: "Hệ thống bận, vui lòng thử lại",
}
