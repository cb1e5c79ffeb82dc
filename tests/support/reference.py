"""Sound reference documents as they are posted; a test says what it wants otherwise."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

Document = dict[str, Any]
OFFICE = [{"from": "07:00", "to": "11:30"}, {"from": "13:30", "to": "17:00"}]


def text(words: str = "Chữ") -> Document:
    return {"vi": words, "en": words}


def day(date: str, **more: str) -> Document:
    return {"date": date, "why": text(), **more}


def calendar(**changes: Any) -> Document:
    """Only January 2026 is right."""
    return {
        "code": "vn",
        "zone": "Asia/Ho_Chi_Minh",
        "hours": dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), OFFICE),
        "days_off": [day("2026-01-01"), day("2026-01-02")],
        "working_days": [day("2026-01-10", instead_of="2026-01-02")],
        "first_year": 2026,
        "last_year": 2026,
        **changes,
    }


def agency(code: str, parent: str | None = None, **changes: Any) -> Document:
    plain = {"id": code, "title": text(), "parent": parent, "tier": "commune", "desk": True, "calendar": None}
    return {**plain, **changes}


def agencies(*listed: Document, **changes: Any) -> Document:
    return {"code": "H99", "agencies": list(listed), **changes}


def limit(hours: Any) -> Document:
    return {"unit": "working_hours", "amount": hours, "after": None, "source": ""}


def limits(hours: Any) -> list[Document]:
    return [{"legal": limit(hours), "promised": None, "channels": [], "when": {}}]


def step(code: str, kind: str, *ahead: str, hours: Any = 8, **changes: Any) -> Document:
    return {
        "code": code,
        "kind": kind,
        "title": text(),
        "agency": {"rule": "competent"},
        "role": "officer",
        "limit": limit(hours),
        "next": list(ahead),
        **changes,
    }


LINE = (step("a", "appraise", "s"), step("s", "sign", "r"), step("r", "return"))


def route(*steps: Document, **changes: Any) -> Document:
    """The shortest sound route, or one of these steps."""
    start = {"code": "one", "title": text(), "working_hours": 24, "first": "a"}
    return {**start, "steps": list(steps or LINE), **changes}


def component(code: str, **changes: Any) -> Document:
    media = ["application/pdf"]
    return {"code": code, "title": text(), "required": True, "media": media, "max_bytes": 1, **changes}


def procedure(*, hours: Any = 40, **changes: Any) -> Document:
    return {
        "code": "2.000004",
        "title": text(),
        "sector": {"code": "G02-XT01", "title": text()},
        "legal_basis": "Nghị định",
        "channels": ["counter", "online"],
        "limits": limits(hours),
        "clock_on_supplement": "restart",
        "supplement_limit": limit(40),
        "components": [component("TP01")],
        "form": {"type": "object", "additionalProperties": False},
        "result": {"code": "KQ01", "title": text()},
        "returns": ["desk"],
        "refusal_reasons": [{"code": "no", "title": text()}],
        "agency": {"fixed": "H99.03"},
        "route": "one",
        **changes,
    }


def places(**changes: Any) -> Document:
    """A province of two communes, one of which was another before."""
    communes = [{"code": f"0000{n}", "name": f"Xã {n}", "since": "2025-07-01"} for n in (1, 4)]
    was = {"code": "00004", "name": "Xã Cũ", "since": None, "within": "Huyện Cũ, Tỉnh Cũ"}
    former = [{**was, "until": "2025-07-01", "became": ["00001", "00004"]}]
    return {
        "code": "01",
        "name": "Tỉnh",
        "since": "2025-07-01",
        "source": "Quyết định",
        "communes": communes,
        "former": former,
        **changes,
    }


def refusal(model: type[BaseModel], document: Document) -> str:
    """Why the model refuses the document: all sentences, and then everything pydantic says."""
    with pytest.raises(ValidationError) as refused:
        model.model_validate(document)
    return f"{'; '.join(error['msg'] for error in refused.value.errors())}\n{refused.value}"
