"""Why a search is refused."""

from shared.kernel.errors import Refused


class TooBroad(Refused):
    """Too many dossiers have these words. Add another word of the name, a number, or the procedure."""

    status = 422
    vi = "Có quá nhiều hồ sơ phù hợp, hãy thêm thông tin để thu hẹp kết quả"
