"""What erasures and their states are called."""

from __future__ import annotations

from shared.contracts.names import Name, Noun

NAMES = Noun(
    Name("việc xóa dữ liệu", "erasure"),
    states={
        "archived": Name("đã chuyển gói lưu trữ", "has been archived"),
        "erased": Name("đã xóa", "has been erased"),
    },
)
