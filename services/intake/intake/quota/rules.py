"""How much may be uploaded. Pure. What was deleted or withdrawn counts on: it was written to the disk as well."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from intake.quota.errors import QuotaUsedUp
from shared.contracts.spelled import MIB, size

#: How long a dossier that is not handed in counts for its applicant, from its last upload on.
REMEMBERED = timedelta(days=30)


class Limits(NamedTuple):
    """Files that one dossier has at a time, and files and bytes ever uploaded.

    Uploaded to one dossier, and by one applicant to all dossiers that were not handed in.
    """

    dossier_documents: int = 200
    dossier_uploads: int = 400
    dossier_bytes: int = 2048 * MIB
    draft_uploads: int = 1000
    draft_bytes: int = 4096 * MIB


class Used(NamedTuple):
    """Files and bytes that were uploaded."""

    uploads: int
    bytes: int


def check(dossier: Used, drafts: Used, limits: Limits) -> None:
    """Raises QuotaUsedUp. Both include the file that comes; `drafts` is zero for who is no applicant."""
    if dossier.uploads > limits.dossier_uploads or dossier.bytes > limits.dossier_bytes:
        vi, en = size(limits.dossier_bytes)
        raise QuotaUsedUp(
            f"At most {limits.dossier_uploads} files and {en} in all for one dossier, deleted ones included.",
            f"Mỗi hồ sơ được tải lên tối đa {limits.dossier_uploads} tệp và {vi}, kể cả tệp đã xóa.",
        )
    if drafts.uploads > limits.draft_uploads or drafts.bytes > limits.draft_bytes:
        vi, en = size(limits.draft_bytes)
        raise QuotaUsedUp(
            f"At most {limits.draft_uploads} files and {en} in all for dossiers that are not handed in.",
            f"Các hồ sơ chưa nộp được tải lên tối đa {limits.draft_uploads} tệp và {vi}.",
        )
