"""What the purposes are called for which who applies is looked up."""

from __future__ import annotations

from collections.abc import Mapping

from shared.contracts.names import Name

PURPOSES: Mapping[str, Name] = {
    "procedure": Name("giải quyết thủ tục", "to work on the dossier"),
    "fee": Name("thu phí, lệ phí", "to collect the fee"),
    "portal": Name("đồng bộ với Cổng Dịch vụ công quốc gia", "to report to the national portal"),
}
