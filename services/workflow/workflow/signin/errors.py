"""Why an officer gets no token."""

from shared.web.errors import NotExchanged


class NoRole(NotExchanged):
    """This account holds no role here at present."""

    vi = "Tài khoản này hiện không có vai trò nào trong hệ thống"


class RoleToChoose(NotExchanged):
    """One of several roles has to be chosen.

    `more`: `choices`, each with the `scope` that asks for it.
    """

    vi = "Cần chọn vai trò làm việc"
    error = "invalid_scope"
