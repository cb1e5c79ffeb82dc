"""What exchanges, their states and moves, and the statuses of the national portal are called."""

from __future__ import annotations

from collections.abc import Mapping

from shared.contracts.names import Name, Noun
from sync_gateway.exchange.commands import Resend

NAMES = Noun(
    Name("việc đồng bộ với Cổng Dịch vụ công quốc gia", "exchange"),
    states={
        "recording": Name("đang gửi hồ sơ", "is sending the record"),
        "telling": Name("đang gửi tiến độ", "is sending the progress"),
        "waiting": Name("đang chờ gửi lại", "is waiting to try again"),
        "stuck": Name("cần người kiểm tra", "is stuck, and an operator must look"),
        "level": Name("đã hoàn thành", "has been completed"),
    },
    moves={Resend: Name("gửi lại", "send it again")},
)

#: TrangThaiHoSo, as the national portal names its statuses.
STATUSES: Mapping[int, Name] = {
    1: Name("Mới đăng ký", "newly registered"),
    2: Name("Được tiếp nhận", "accepted"),
    3: Name("Không được tiếp nhận", "not accepted"),
    4: Name("Đang xử lý", "in progress"),
    5: Name("Yêu cầu bổ sung giấy tờ", "supplement requested"),
    6: Name("Yêu cầu thực hiện nghĩa vụ tài chính", "payment requested"),
    7: Name("Công dân yêu cầu rút hồ sơ", "withdrawn by the applicant"),
    8: Name("Dừng xử lý", "stopped"),
    9: Name("Đã xử lý xong", "completed"),
    10: Name("Đã trả kết quả", "result returned"),
}
