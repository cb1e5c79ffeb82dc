"""Why the table of officers is not changed as it was asked."""

from shared.kernel.errors import Forbidden, Refused


class OwnRoles(Forbidden):
    """Only an operator may change the own entry among the officers."""

    vi = "Không được tự thay đổi thông tin và vai trò của chính mình"


class RoleNotGiven(Forbidden):
    """A supervisor gives and ends the roles officer, clerk and cashier at the own agency only."""

    vi = "Lãnh đạo chỉ được giao và kết thúc vai trò công chức, văn thư, thủ quỹ tại cơ quan mình"


class OfficerElsewhere(Forbidden):
    """This officer has roles that the caller does not give; an operator makes the change."""

    vi = "Người này đang giữ vai trò ngoài phạm vi quản lý; cần đề nghị quản trị hệ thống thay đổi"


class ChangedMeanwhile(Refused):
    """Another request has changed this officer at the same time; send this one again."""

    vi = "Người khác vừa thay đổi thông tin này; vui lòng gửi lại yêu cầu"


class OfficerKnown(Refused):
    """This officer is known already; what is there is read, and then replaced."""

    vi = "Người này đã có trong danh sách; cần đọc thông tin hiện có rồi cập nhật"


class RoleEnded(Refused):
    """The role has ended; it is given anew, and not changed afterwards."""

    vi = "Vai trò đã kết thúc; cần giao lại vai trò mới, không sửa vai trò cũ"
