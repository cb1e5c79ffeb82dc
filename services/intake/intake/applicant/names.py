"""What kinds of applicants and of identity papers are called."""

from __future__ import annotations

from collections.abc import Mapping

from shared.contracts.names import Name

KINDS: Mapping[str, Name] = {
    "person": Name("cá nhân", "a person"),
    "organisation": Name("tổ chức", "an organisation"),
    "group": Name("nhiều người cùng đứng tên", "several persons"),
}

ORGANISATIONS: Mapping[str, Name] = {
    "enterprise": Name("doanh nghiệp", "enterprise"),
    "household-business": Name("hộ kinh doanh", "household business"),
    "other": Name("tổ chức khác", "another organisation"),
}

GROUPS: Mapping[str, Name] = {
    "co-owners": Name("đồng sở hữu", "co-owners"),
    "household": Name("hộ gia đình", "household"),
}

IDENTITIES: Mapping[str, Name] = {
    "citizen-id": Name("số định danh cá nhân", "personal number"),
    "identity-certificate": Name("giấy chứng nhận căn cước", "identity certificate"),
    "passport": Name("hộ chiếu", "passport"),
    "old-id": Name("chứng minh nhân dân 9 số", "old identity card"),
    "none": Name("không có giấy tờ", "no identity paper"),
}
