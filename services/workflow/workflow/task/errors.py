"""Why something about a task is refused."""

from shared.kernel.errors import Refused


class WrongRole(Refused):
    """This step is for another role."""

    status = 403
    vi = "Bước này dành cho vai trò khác"


class ReasonNeeded(Refused):
    """A refusal needs a reason of the procedure."""

    status = 422
    vi = "Khi từ chối phải nêu lý do trong danh mục của thủ tục"


class NothingToRefuse(Refused):
    """At this step there is nothing to refuse: the result is handed over, or the task is released."""

    status = 422
    vi = "Bước này không có nội dung để từ chối"


class ApprovedWithReason(Refused):
    """An approval gives no reason; a reason is for a refusal."""

    status = 422
    vi = "Đồng ý thì không nêu lý do; lý do chỉ dành cho việc từ chối"
