"""Why something about a task is refused."""

from shared.errors import Refused


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
