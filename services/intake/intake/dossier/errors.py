"""Why something about a dossier is refused."""

from collections.abc import Sequence

from shared.contracts.reference import Component, Procedure
from shared.kernel.errors import Refused


class AskedBefore(Refused):
    """A supplement may be asked for once only."""

    vi = "Chỉ được yêu cầu bổ sung hồ sơ một lần"


class NotOffered(Refused):
    """The procedure is not offered this way."""

    status = 422
    vi = "Thủ tục không được cung cấp theo hình thức này"


class AssuranceTooLow(Refused):
    """The caller has signed in at a lower level of assurance than the procedure wants online.

    `more`: `needed` and `level`, from 0 (none is told) to 4.
    """

    status = 403
    vi = "Mức độ bảo đảm của tài khoản chưa đủ"

    def __init__(self, needed: int, level: int) -> None:
        en = f"Online the procedure needs an account of level of assurance {needed}; this one has {level or 'none'}."
        here = f"ở mức độ {level}" if level else "chưa xác định mức độ"
        vi = f"Thủ tục yêu cầu tài khoản mức độ {needed} trở lên để nộp trực tuyến; tài khoản này {here}."
        super().__init__(en, vi, needed=needed, level=level)


class ProcedureRetired(Refused):
    """The procedure has been retired.

    `more`: `retired_on`, and `successor`, the code of the procedure to apply under, if there is one.
    """

    vi = "Thủ tục đã hết hiệu lực"

    def __init__(self, procedure: Procedure, successor: Procedure | None) -> None:
        day = procedure.retired_on
        en, vi = f"It was retired on {day}.", f"Thủ tục hết hiệu lực từ ngày {day:%d/%m/%Y}."
        if successor is not None:
            code, title = successor.code, successor.title
            en, vi = f"{en} Apply under {code}: {title.en}.", f"{vi} Hãy nộp theo thủ tục {code}: {title.vi}."
        super().__init__(en, vi, retired_on=day, successor=procedure.successor)


class ProcedureChanged(Refused):
    """The procedure has changed since the draft was begun.

    `more`: `changes` (place, code and a sentence each), `drafted_under` and `procedure_version`, which confirms them.
    """

    vi = "Thủ tục đã thay đổi từ khi lập hồ sơ"


class UnknownCode(Refused):
    """The procedure does not know this code."""

    status = 422
    vi = "Mã này không thuộc thủ tục"


def no_component(code: str, place: str) -> UnknownCode:
    """The procedure has no component with this code, which was given at `place`."""
    en, vi = f"The procedure has no component {code}.", f"Thủ tục không có thành phần hồ sơ mang mã {code}."
    return UnknownCode.at(place, en, vi)


class Ended(Refused):
    """The work on the dossier has ended."""

    vi = "Việc giải quyết hồ sơ đã kết thúc"


class NotEditable(Refused):
    """The dossier has been handed in and cannot be changed."""

    vi = "Hồ sơ đã nộp nên không thể sửa"


class NotAsked(Refused):
    """No supplement was asked for."""

    vi = "Chưa có yêu cầu bổ sung hồ sơ"


class NothingNew(Refused):
    """The supplement holds nothing new.

    `more`: `asked`, the components that were asked for.
    """

    vi = "Hồ sơ bổ sung không có gì mới"

    def __init__(self, asked: Sequence[Component]) -> None:
        vi, en = ("; ".join(getattr(one.title, tongue) for one in asked) for tongue in ("vi", "en"))
        super().__init__(
            f"No document and no answer differs from what was handed in last. Asked for: {en}.",
            f"Giấy tờ và nội dung khai giống hệt lần nộp trước. Cần nộp: {vi}.",
            asked=[one.code for one in asked],
        )


class NotAskedFor(Refused):
    """This component was not asked for."""

    vi = "Thành phần hồ sơ này không thuộc nội dung yêu cầu bổ sung"


class SameApplicant(Refused):
    """Who applies cannot change once the dossier is handed in."""

    vi = "Không thể thay đổi chủ hồ sơ sau khi đã nộp hồ sơ"
