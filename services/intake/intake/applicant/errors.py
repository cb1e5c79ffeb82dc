"""Why an account is not linked."""

from shared.kernel.errors import Refused


class NotProved(Refused):
    """This sign-in does not prove who its holder is."""

    vi = "Lần đăng nhập này chưa chứng minh được chủ tài khoản là ai"
