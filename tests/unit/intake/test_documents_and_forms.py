"""Names made harmless, files recognised by their bytes, and forms that answers are checked against."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.catalogue.rules import has_a_usable_form
from intake.document.rules import HEAD, PDF, SIGNATURES, disposition, media_of, tidy
from intake.document.store import SHELVES, new_name
from shared.contracts.reference import Procedure
from shared.kernel.errors import Invalid, UnsupportedMedia
from tests.support import reference


@given(st.text(max_size=300))
def test_no_name_is_a_path_or_hides_anything(name: str) -> None:
    kept = tidy(name)
    assert 1 <= len(kept) <= 200
    assert not set(kept) & set("/\\\0\r\n")
    assert kept not in (".", "..")
    assert all(char == " " or unicodedata.category(char)[0] not in "CZ" for char in kept)
    assert tidy(kept) == kept


@given(st.binary(max_size=64), st.sampled_from(["", "application/octet-stream", *SIGNATURES]))
def test_a_file_is_one_of_three_or_refused(head: bytes, claimed: str) -> None:
    try:
        found = media_of(head, claimed)
    except UnsupportedMedia:
        return
    assert head.startswith(SIGNATURES[found]) or (found == PDF and SIGNATURES[PDF] in head)


@pytest.mark.parametrize("before", [0, 1, 1023, 1024])
def test_a_pdf_begins_within_its_first_1024_bytes(before: int) -> None:
    head = (b"\n" * before + b"%PDF-1.7")[:HEAD]
    if before < 1024:
        assert media_of(head, "application/pdf") == PDF
    else:
        with pytest.raises(UnsupportedMedia):
            media_of(head, "application/pdf")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("x" * 195 + ". " + "x" * 99 + ".pdf", "x" * 195 + ".pdf"),
        ("x" * 199 + "." + "y" * 99, "x" * 199),
        ("." + "x" * 300, "x" * 200),
    ],
)
def test_a_long_name_keeps_its_extension(name: str, kept: str) -> None:
    assert tidy(name) == kept


@pytest.mark.parametrize(
    ("name", "media", "plain", "named"),
    [
        ("Đơn đề nghị.PDF", PDF, "Don de nghi.PDF", "%C4%90%C6%A1n%20%C4%91%E1%BB%81%20ngh%E1%BB%8B.PDF"),
        ("setup.exe", PDF, "setup.exe.pdf", "setup.exe.pdf"),
        ("photo.jpeg", "image/jpeg", "photo.jpeg", "photo.jpeg"),
        ('a"b%20.png', "image/png", "a_b_20.png", "a%22b%2520.png"),
        ("図", "image/png", "_.png", "%E5%9B%B3.png"),
    ],
)
def test_a_download_has_a_name_of_its_own_type(name: str, media: str, plain: str, named: str) -> None:
    assert disposition(name, media) == f"attachment; filename=\"{plain}\"; filename*=UTF-8''{named}"


def test_a_name_tells_the_digest_and_never_comes_again() -> None:
    names = {new_name("ab" * 32) for _ in range(100)}
    assert len(names) == 100
    assert all(re.fullmatch(f"ab/{'ab' * 32}-[0-9a-f]{{32}}", name) for name in names)
    assert "ab" in SHELVES
    assert len(set(SHELVES)) == 256


OBJECT: dict[str, Any] = {"type": "object", "additionalProperties": False}
TITLED = {"title": "Số", "x-title-en": "Number"}


def procedure(**form: Any) -> Procedure:
    return Procedure.model_validate(reference.procedure(form=OBJECT | form))


def test_a_form_may_refer_to_its_own_definitions() -> None:
    has_a_usable_form(
        procedure(properties={"a": TITLED | {"$ref": "#/$defs/b"}}, **{"$defs": {"b": {"type": "string"}}})
    )


@pytest.mark.parametrize(
    ("form", "pointer"),
    [
        ({"properties": {"a": {"type": "word"}}}, "/form/properties/a/type"),
        ({"required": "a"}, "/form/required"),
        ({"properties": {"a": {"pattern": "("}}}, "/form/properties/a/pattern"),
        ({"properties": {"a": {"pattern": "(?=a)b"}}}, "/form/properties/a/pattern"),  # not to be found in linear time
        ({"properties": {"a": {"$ref": "http://127.0.0.1:1/x"}}}, "/form"),
        ({"properties": {"a": {"$ref": "file:///etc/passwd"}}}, "/form"),
        ({"properties": {"a": {"$ref": "#/$defs/none"}}}, "/form"),
        ({"$id": "http://127.0.0.1:1/"}, "/form"),
        ({"properties": {"a": {"title": "Số"}}}, "/form/properties/a/x-title-en"),
        ({"properties": {"a": {"x-title-en": "Number", "title": " "}}}, "/form/properties/a/title"),
        ({"properties": {"a": TITLED | {"x-title-en": {"en": "Number"}}}}, "/form/properties/a/x-title-en"),
        ({"properties": {"a": True}}, "/form/properties/a/title"),
        (
            {"properties": {"a": TITLED | {"items": {"properties": {"b": {}}}}}},
            "/form/properties/a/items/properties/b/title",
        ),
        ({"$defs": {"a": {"properties": {"b": {}}}}}, "/form/$defs/a/properties/b/title"),
    ],
)
def test_a_form_no_one_could_fill_in(form: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        has_a_usable_form(procedure(**form))
    assert pointer in [error.pointer for error in refused.value.errors]


def test_a_pattern_takes_no_longer_than_the_answer_is_long() -> None:
    """With a backtracking matcher this would be tried 2 to the power of 60,000 times."""
    form = procedure(properties={"a": {"pattern": "^(a+)+$"}}).form_validator
    assert [error.schema_path[-1] for error in form.iter_errors({"a": "a" * 60_000 + "!"})] == ["pattern"]
    assert form.is_valid({"a": "a" * 60_000})


@pytest.mark.parametrize("answer", [2**63, -(2**200), 1e308, True, None, "\ud7ff", ["deep", {"er": [None]}]])
def test_whatever_json_can_say_is_deferred_against_it(answer: Any) -> None:
    form = procedure(properties={"a": {"type": "number"}}).form_validator
    assert form.is_valid({"a": answer}) == (isinstance(answer, int | float) and not isinstance(answer, bool))
