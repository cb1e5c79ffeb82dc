"""Why something about a case or a task is refused."""

from shared.errors import Refused


class Reappointed(Refused):
    """The applicant has been given a new date before; there is no second one."""

    vi = "Chỉ được hẹn lại ngày trả kết quả một lần"


class NotLater(Refused):
    """The new date must be in the future and after the old one."""

    status = 422
    vi = "Ngày hẹn mới phải ở tương lai và sau ngày hẹn cũ"


class NotYours(Refused):
    """The task is in somebody else's hands."""

    status = 403
    vi = "Công việc do người khác đảm nhận"


class WrongRole(Refused):
    """This step is for another role."""

    status = 403
    vi = "Bước này dành cho vai trò khác"


class ReasonNeeded(Refused):
    """A refusal needs a reason of the procedure."""

    status = 422
    vi = "Từ chối phải nêu lý do thuộc thủ tục"
