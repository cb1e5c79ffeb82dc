"""Who applies, as a form: a person, an organisation, or the members of a household. Drawn as any form is."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]


def _text(vi: str, en: str, most: int = 200, fill: str | None = None) -> Schema:
    return {"type": "string", "title": vi, "x-title-en": en, "maxLength": most, "x-fill": fill}


def _object(vi: str, en: str, needed: str, **parts: Schema) -> Schema:
    return {"type": "object", "title": vi, "x-title-en": en, "required": needed.split(), "properties": parts}


def _choice(vi: str, en: str, **options: tuple[str, str]) -> Schema:
    listed = [
        {"const": code.replace("_", "-"), "title": told[0], "x-title-en": told[1]} for code, told in options.items()
    ]
    return {"title": vi, "x-title-en": en, "oneOf": listed}


NAME = _text("Họ, chữ đệm và tên", "Full name", fill="name")
PHONE = _text("Điện thoại", "Telephone", 20, "tel")
EMAIL = _text("Thư điện tử", "E-mail address", 254, "email")
BORN = {"type": "string", "format": "date", "title": "Ngày sinh", "x-title-en": "Date of birth", "x-fill": "bday"}
IDENTITY = _object(
    "Giấy tờ tùy thân",
    "Identity paper",
    "kind number",
    kind=_choice(
        "Loại giấy tờ",
        "Kind of paper",
        citizen_id=("Số định danh cá nhân (thẻ căn cước)", "Personal number (identity card)"),
        identity_certificate=("Giấy chứng nhận căn cước", "Identity certificate"),
        passport=("Hộ chiếu", "Passport"),
    )
    | {"default": "citizen-id"},
    number=_text("Số", "Number", 12),
    country=_text(
        "Nước cấp hộ chiếu",
        "Country of the passport",
        3,
    )
    | {
        "description": "Ba chữ cái như trong hộ chiếu, ví dụ VNM; chỉ khai khi dùng hộ chiếu.",
        "x-description-en": "Three letters as in the passport, such as VNM; for a passport only.",
    },
)
ADDRESS = _object(
    "Địa chỉ",
    "Address",
    "line province commune",
    line=_text("Số nhà, đường, thôn, tổ dân phố", "House number, street, hamlet", fill="street-address"),
    province={"type": "string", "title": "Tỉnh, thành phố", "x-title-en": "Province", "x-widget": "province"},
    commune={"type": "string", "title": "Xã, phường, đặc khu", "x-title-en": "Commune or ward", "x-widget": "commune"},
)
SOMEONE = {"name": NAME, "identity": IDENTITY, "born": BORN, "phone": PHONE, "email": EMAIL}
PERSON = _object("Cá nhân", "A person", "name identity born phone address", **SOMEONE, address=ADDRESS)
ORGANISATION = _object(
    "Tổ chức",
    "An organisation",
    "form name tax_code address phone representative",
    form=_choice(
        "Loại hình",
        "Kind",
        enterprise=("Doanh nghiệp", "Enterprise"),
        household_business=("Hộ kinh doanh", "Household business"),
        other=("Tổ chức khác", "Another organisation"),
    ),
    name=_text("Tên tổ chức", "Name of the organisation"),
    tax_code=_text("Mã số thuế", "Tax code", 14),
    address=ADDRESS,
    phone=PHONE,
    email=EMAIL,
    representative=_object(
        "Người đại diện theo pháp luật", "Legal representative", "name identity born phone", **SOMEONE
    ),
)
MEMBER = _object("Thành viên", "Member", "name identity phone", name=NAME, identity=IDENTITY, born=BORN, phone=PHONE)
HOUSEHOLD = _object(
    "Hộ gia đình",
    "A household",
    "contact others",
    contact=PERSON | {"title": "Người nhận thông báo", "x-title-en": "Who is told"},
    others={"type": "array", "title": "Các thành viên khác", "x-title-en": "The other members", "items": MEMBER},
)
KINDS: dict[str, Schema] = {"person": PERSON, "organisation": ORGANISATION, "group": HOUSEHOLD}


def applying(kind: str, written: Any) -> dict[str, Any]:
    """The applicant of a filled form. Members of a household live where the one lives who is told."""
    found: dict[str, Any] = {"kind": kind, **(written if isinstance(written, dict) else {})}
    if kind == "group":
        home = found.get("contact", {}).get("address")
        others = [each | {"address": home} for each in found.get("others", []) if isinstance(each, dict)]
        found |= {"form": "household", "others": others}
    return found
