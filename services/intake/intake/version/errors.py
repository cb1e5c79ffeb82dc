"""Why something that was written is refused."""

from shared.kernel.errors import Refused


class Erased(Refused):
    """What was written was erased: its key was destroyed."""

    status = 410
    vi = "Nội dung hồ sơ đã được xóa"
