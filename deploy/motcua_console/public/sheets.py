"""What is asked about personal data, and who acts for whom, as forms. Drawn as any form is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from motcua_console.public.applicants import ADDRESS, BORN, EMAIL, IDENTITY, NAME, PHONE, Schema

GROUNDS: Mapping[str, tuple[str, str]] = {
    "parent": ("Cha, mẹ của người chưa thành niên", "Parent of a minor"),
    "written-authority": ("Văn bản ủy quyền", "Written authority"),
    "legal-representative": ("Người đại diện theo pháp luật", "Legal representative"),
}


def titled(schema: Schema, vi: str, en: str, **more: Any) -> Schema:
    """The same with another title."""
    return schema | {"title": vi, "x-title-en": en} | more


def _object(vi: str, en: str, needed: str, **parts: Schema) -> Schema:
    return {"type": "object", "title": vi, "x-title-en": en, "required": needed.split(), "properties": parts}


def _chosen(vi: str, en: str, options: Iterable[tuple[str, str, str]]) -> Schema:
    listed = [{"const": code, "title": one, "x-title-en": other} for code, one, other in options]
    return {"title": vi, "x-title-en": en, "oneOf": listed}


def _desk(desks: Iterable[Mapping[str, Any]]) -> Schema:
    named = ((each["id"], each["title"]["vi"], each["title"]["en"]) for each in desks)
    return _chosen("Bộ phận Một cửa trả lời", "Desk that answers", named)


def request(rights: Iterable[Mapping[str, Any]], desks: Iterable[Mapping[str, Any]]) -> Schema:
    """A request about one's own personal data."""
    asks = ((each["code"], each["title"]["vi"], each["title"]["en"]) for each in rights)
    words = {"type": "string", "maxLength": 2000, "title": "Nội dung yêu cầu", "x-title-en": "In your words"}
    correction = _object("Nội dung cần sửa", "What is to be written instead", "", phone=PHONE, email=EMAIL)
    correction["properties"]["address"] = ADDRESS
    helped = {
        "description": "Chỉ khai khi yêu cầu chỉnh sửa. Họ tên, số định danh, ngày sinh sửa theo CSDL dân cư.",
        "x-description-en": "For a correction only. Name, number and birth date are corrected in the register.",
    }
    return _object(
        "",
        "",
        "asks desk contact",
        asks=_chosen("Yêu cầu", "What is asked", asks),
        words=words,
        correction=correction | helped,
        contact=_object("Liên hệ", "How you are told", "phone", phone=PHONE, email=EMAIL),
        desk=_desk(desks),
    )


def mandate(ground: str, desks: Iterable[Mapping[str, Any]]) -> Schema:
    """That one acts for a person, or as the legal representative for an organisation."""
    whom: dict[str, Schema]
    if ground == "legal-representative":
        tax = {"type": "string", "maxLength": 14, "title": "Mã số thuế", "x-title-en": "Tax code"}
        name = titled(NAME, "Tên tổ chức", "Name of the organisation", **{"x-fill": "organization"})
        whom = {"organisation": _object("Tổ chức", "The organisation", "name tax_code", name=name, tax_code=tax)}
    else:
        parts = {"name": NAME, "identity": IDENTITY, "born": BORN, "phone": PHONE}
        whom = {"person": _object("Người được đại diện", "For whom", "name identity born phone", **parts)}
    day = {"type": "string", "format": "date"}
    proof = _object(
        "Văn bản chứng minh",
        "The document that proves it",
        "number issued_on issuer",
        number={"type": "string", "maxLength": 100, "title": "Số", "x-title-en": "Number"},
        issued_on=titled(day, "Ngày cấp", "Issued on"),
        issuer={"type": "string", "maxLength": 200, "title": "Nơi cấp", "x-title-en": "Issued by"},
    )
    own = {"name": NAME, "identity": IDENTITY, "phone": PHONE}
    return _object(
        "",
        "",
        f"{next(iter(whom))} representative proof last_day desk",
        **whom,
        representative=_object("Người đại diện (chủ tài khoản)", "Who acts (yourself)", "name identity phone", **own),
        proof=proof,
        last_day=titled(day, "Ngày cuối cùng có hiệu lực", "Last day"),
        desk=_desk(desks),
    )
