"""What the grounds on which somebody acts for another are called."""

from __future__ import annotations

from collections.abc import Mapping

from shared.contracts.names import Name

GROUNDS: Mapping[str, Name] = {
    "parent": Name("cha, mẹ của người chưa thành niên", "parent of a minor"),
    "written-authority": Name("văn bản ủy quyền", "written authority"),
    "legal-representative": Name("người đại diện theo pháp luật", "legal representative"),
}
