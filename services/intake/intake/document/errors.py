"""Why a document is refused."""

from shared.kernel.errors import Refused


class AnotherDocument(Refused):
    """Another file was uploaded under this id, or this one for another dossier or component."""

    vi = "Mã tài liệu này đã được dùng cho một tệp hoặc một thành phần hồ sơ khác"


class EmptyFile(Refused):
    """The file is empty."""

    status = 422
    vi = "Tệp không có nội dung"
