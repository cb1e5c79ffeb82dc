"""What a browser is answered with: where it may be sent, what a form becomes, what a session is stored as."""

from __future__ import annotations

from typing import Any

import pytest

from motcua_console.headers import headers
from motcua_console.moves import body_of
from motcua_console.pages import address, local
from motcua_console.sessions import Session

FIELD: dict[str, Any] = {"required": True, "enum": None, "format": None, "pattern": None, "items": None, "values": None}


ELSEWHERE = (
    *("", "//evil", "///evil", "https://evil/", "javascript:alert(1)", "queue"),
    *("/\\evil", "\\\\evil", "/\tevil", "/\n/evil"),
)


@pytest.mark.parametrize("path", ELSEWHERE)
def test_nobody_is_sent_elsewhere(path: str) -> None:
    assert local(path) == "/"


def test_one_of_our_pages_is_come_back_to() -> None:
    assert local("/vi/queue?tab=late&code=H99") == "/vi/queue?tab=late&code=H99"
    assert address("/vi/queue", tab="late", code=None, after="a=b&c") == "/vi/queue?tab=late&after=a%3Db%26c"


def test_no_page_runs_what_was_typed_and_none_stands_in_a_frame() -> None:
    told = headers("https://id.example", https=True)
    policy = dict(each.partition(" ")[::2] for each in told["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["trusted-types"] == "'none'"
    assert policy["form-action"] == "'self' https://id.example"
    assert "strict-transport-security" in told
    assert "strict-transport-security" not in headers("http://127.0.0.1:1", https=False)


def test_a_row_tells_nothing_without_the_cookie() -> None:
    session = Session.fresh("somebody", {"tokens": {"access": "a-token"}})
    sealed = session.box.encrypt(b'{"tokens": "a-token"}')
    assert b"token" not in sealed
    assert session.secret.encode() not in session.id + sealed
    assert session.id != Session.fresh().id
    assert session.own_form(session.form_token)
    assert not session.own_form(Session.fresh().form_token)
    assert not session.own_form("")


def test_a_filled_form_is_the_body_of_a_command() -> None:
    fields: list[Any] = [
        {**FIELD, "name": "components", "type": "array"},
        {**FIELD, "name": "due_at", "type": "string", "format": "date-time"},
        {**FIELD, "name": "reason", "type": "string"},
        {**FIELD, "name": "copies", "type": "integer"},
    ]
    told = {"components": "TP01", "due_at": "2026-12-01T17:00", "reason": "", "copies": "2", "form": "x"}
    assert body_of(fields, told) == {"components": ["TP01"], "due_at": "2026-12-01T17:00:00+07:00", "copies": 2}
    assert body_of(fields, {"components": ["TP01", "TP02"]}) == {"components": ["TP01", "TP02"]}
    assert body_of(fields, {"copies": "many"}) == {"copies": "many"}  # the service says what is wrong
