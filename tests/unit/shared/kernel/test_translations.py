"""What is wrong with a body is pointed at, field by field, and explained in two languages."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import TypeAdapter

from shared.contracts.names import Name
from shared.contracts.reference.words import AgencyId
from shared.web.translations import Called, field_errors
from tests.support.failing import SECRET, told

# value sent, pointer, code, what the Vietnamese sentence holds
WRONG: list[tuple[dict[str, Any], str, str, str]] = [
    ({"must": None}, "/must", "int_type", "số nguyên"),
    ({"must": SECRET + "x"}, "/must", "int_parsing", "số nguyên"),
    ({"must": 1.5}, "/must", "int_from_float", "số nguyên"),
    ({"extra": SECRET}, "/extra", "extra_forbidden", "không được chấp nhận"),
    ({"short": "a"}, "/short", "string_too_short", "ít nhất 3 ký tự"),
    ({"short": SECRET}, "/short", "string_too_long", "Tối đa 5 ký tự"),
    ({"short": 5}, "/short", "string_type", "chuỗi ký tự"),
    ({"shaped": SECRET}, "/shaped", "string_pattern_mismatch", "định dạng"),
    ({"uuid": SECRET}, "/uuid", "uuid_parsing", "UUID"),
    ({"day": "x" + SECRET}, "/day", "date_from_datetime_parsing", "Ngày không hợp lệ"),
    ({"at": "x" + SECRET}, "/at", "datetime_from_date_parsing", "Thời điểm không hợp lệ"),
    ({"number": "x" + SECRET}, "/number", "float_parsing", "phải là số"),
    ({"flag": SECRET}, "/flag", "bool_parsing", "true"),
    ({"colour": SECRET}, "/colour", "enum", "red hoặc blue"),
    ({"word": SECRET}, "/word", "literal_error", "yes hoặc no"),
    ({"positive": 0}, "/positive", "greater_than", "lớn hơn 0"),
    ({"least": 0}, "/least", "greater_than_equal", "từ 1 trở lên"),
    ({"below": 10}, "/below", "less_than", "nhỏ hơn 10"),
    ({"most": 11}, "/most", "less_than_equal", "vượt quá 10"),
    ({"several": []}, "/several", "too_short", "ít nhất 1 mục"),
    ({"several": [1, 2, 3]}, "/several", "too_long", "Tối đa 2 mục"),
    ({"several": SECRET}, "/several", "list_type", "danh sách"),
    ({"several": [1, SECRET + "x"]}, "/several/1", "int_parsing", "số nguyên"),
    ({"shape": {"kind": "circle", "radius": SECRET + "x"}}, "/shape/radius", "int_parsing", "số nguyên"),
    ({"shape": {"kind": "circle"}}, "/shape/radius", "missing", "bắt buộc"),
    ({"shape": {"kind": SECRET}}, "/shape", "union_tag_invalid", "circle hoặc square"),
    ({"shape": {}}, "/shape", "union_tag_not_found", "'kind'"),
    ({"amounts": {"x": SECRET + "x"}}, "/amounts/x", "int_parsing", "số nguyên"),
    ({"ours": SECRET}, "/ours", "citizen_number", "Số sai."),
    ({"theirs": SECRET}, "/theirs", "value_error", "không hợp lệ"),
    ({"a/b~c": 5}, "/a~1b~0c", "string_type", "chuỗi ký tự"),
]


@pytest.mark.parametrize(("sent", "pointer", "code", "sentence"), WRONG, ids=lambda one: str(one)[:40])
def test_a_wrong_field_is_pointed_at_and_explained(
    failing: TestClient, sent: dict[str, Any], pointer: str, code: str, sentence: str
) -> None:
    body = told(failing.post("/form", json={"must": 1, **sent}))
    assert body["type"] == "/problems/invalid"
    [error] = body["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code)
    assert sentence in error["vi"]
    assert error["en"].isascii()
    assert "{" not in error["vi"] + error["en"]


def test_what_is_missing_and_where_else(failing: TestClient) -> None:
    assert [error["pointer"] for error in told(failing.post("/form", json={}))["errors"]] == ["/must"]
    assert [error["pointer"] for error in told(failing.post("/form", json=[]))["errors"]] == [""]
    asked = told(failing.get("/asked", params={"q": SECRET + "x"}))["errors"]
    assert [(error["pointer"], error["code"]) for error in asked] == [
        ("?q", "int_parsing"),
        ("header:If-Match", "missing"),
    ]
    assert told(failing.get("/items/5"))["errors"][0]["pointer"] == "path:item"


def test_a_hostile_body_gets_a_hundred_errors_at_most(failing: TestClient) -> None:
    body = told(failing.post("/form", json={f"x{number}": 1 for number in range(1000)}))
    assert len(body["errors"]) == 100


def test_what_two_dependencies_find_is_told_once() -> None:
    found = {"type": "uuid_parsing", "loc": ("path", "document"), "ctx": {}}
    assert [error.pointer for error in field_errors([found, found])] == ["path:document"]


def test_codes_have_names_and_formats_an_example() -> None:
    expected, pattern = "'counter', 'online' or 'post'", TypeAdapter(AgencyId).json_schema()["pattern"]
    errors = [
        {"type": "literal_error", "loc": ("body",), "ctx": {"expected": expected}},
        {"type": "string_pattern_mismatch", "loc": ("body",), "ctx": {"pattern": pattern}},
        {"type": "string_pattern_mismatch", "loc": ("body",), "ctx": {"pattern": "^other$"}},
    ]
    assert [each.vi for each in field_errors(errors)] == [
        "Chỉ chấp nhận: counter (trực tiếp), online (trực tuyến) hoặc post (qua bưu chính công ích).",
        "Không đúng định dạng quy định; ví dụ đúng: H99.15.",
        "Không đúng định dạng quy định.",
    ]


def test_a_code_is_called_what_it_is_where_it_stands() -> None:
    queue, charges = {"open": Name("chưa có người nhận", "in the queue")}, {"open": Name("chưa nộp", "unpaid")}
    done, paid = {"done": Name("đã xong", "done")}, {"settled": Name("đã thu", "paid")}
    called = Called((queue | done, charges | paid))
    for expected, name in (("'open' or 'done'", "chưa có người nhận"), ("'open' or 'settled'", "chưa nộp")):
        [error] = field_errors(
            [{"type": "enum", "loc": ("query", "state"), "ctx": {"expected": expected}}], None, called
        )
        assert error.vi.startswith(f"Chỉ chấp nhận: open ({name}) hoặc ")


def test_kinds_have_names_too() -> None:
    called = Called(({"circle": Name("hình tròn", "a circle"), "square": Name("hình vuông", "a square")},))
    limits = {"discriminator": "'kind'", "expected_tags": "'circle', 'square'"}
    [error] = field_errors([{"type": "union_tag_invalid", "loc": ("body",), "ctx": limits}], {}, called)
    assert error.vi == "Trường 'kind' chỉ chấp nhận: circle (hình tròn) hoặc square (hình vuông)."
