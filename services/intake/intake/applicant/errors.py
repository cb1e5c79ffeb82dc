"""Why an account does not apply."""

from shared.kernel.errors import Refused


class NotTheApplicant(Refused):
    """This account is somebody else's: what it writes for others needs a mandate."""

    status = 403
    vi = "Tài khoản này không phải của chủ hồ sơ: nộp thay người khác cần có căn cứ đại diện"
