"""Why a call to the portal has failed."""

from shared.kernel.errors import Unavailable


class PortalAway(Unavailable):
    """The national portal has given no answer that can be read."""

    vi = "Cổng Dịch vụ công quốc gia không phản hồi"


class PersonUnknown(Unavailable):
    """Intake does not know whose dossier it is."""

    vi = "Chưa có thông tin chủ hồ sơ"
