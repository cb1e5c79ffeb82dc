"""Why what is kept of an applicant is not erased."""

from shared.kernel.errors import Refused


class KeptByLaw(Refused):
    """The applicant's data must be kept still.

    A dossier has not ended, its retention is not over, or a request about the data is open.
    """

    vi = "Chưa hết thời hạn lưu giữ dữ liệu của chủ hồ sơ này"


class NotArchived(Refused):
    """The package that was archived does not hold all dossiers of the applicant."""

    vi = "Gói lưu trữ chưa có đủ hồ sơ của chủ hồ sơ này"
