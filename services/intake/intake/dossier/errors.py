"""Why something about a dossier is refused."""

from shared.kernel.errors import Refused


class AskedBefore(Refused):
    """A supplement may be asked for once only."""

    vi = "Chỉ được yêu cầu bổ sung hồ sơ một lần"


class NotOffered(Refused):
    """The procedure is not offered this way."""

    status = 422
    vi = "Thủ tục không được cung cấp theo hình thức này"


class UnknownCode(Refused):
    """The procedure does not know this code."""

    status = 422
    vi = "Mã này không thuộc thủ tục"


def no_component(code: str) -> UnknownCode:
    """The procedure has no component with this code."""
    en, vi = f"The procedure has no component {code}.", f"Thủ tục không có thành phần hồ sơ mang mã {code}."
    return UnknownCode(en, vi)


class Ended(Refused):
    """The dossier has been dealt with."""

    vi = "Hồ sơ đã được giải quyết xong"


class NotEditable(Refused):
    """The dossier has been handed in and cannot be changed."""

    vi = "Hồ sơ đã nộp nên không thể sửa"


class NotAsked(Refused):
    """No supplement was asked for."""

    vi = "Chưa có yêu cầu bổ sung hồ sơ"


class NotAskedFor(Refused):
    """This component was not asked for."""

    vi = "Thành phần hồ sơ này không thuộc nội dung yêu cầu bổ sung"


class SameApplicant(Refused):
    """Who applies cannot change once the dossier is handed in."""

    vi = "Không thể thay đổi chủ hồ sơ sau khi đã nộp hồ sơ"
