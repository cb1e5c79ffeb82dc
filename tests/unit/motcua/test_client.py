"""The typed client reads every kind of success, and raises what is refused."""

from __future__ import annotations

import httpx2
import pytest

from motcua_client.base import Refused, answer_of

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (httpx2.Response(200, json={"id": "a"}), {"id": "a"}),
        (httpx2.Response(200, json=[]), []),
        (httpx2.Response(200, content=b"%PDF-", headers={"Content-Type": "application/pdf"}), b"%PDF-"),
        (httpx2.Response(204), None),
        (httpx2.Response(204, headers=JSON), None),  # as answers kept by an earlier version are repeated
    ],
)
def test_a_body_is_what_was_sent(answer: httpx2.Response, body: object) -> None:
    assert answer_of(answer).body == body


def test_what_is_refused_is_raised() -> None:
    problem = httpx2.Response(409, json={"title": "Không"}, headers={"Content-Type": "application/problem+json"})
    with pytest.raises(Refused, match="Không"):
        answer_of(problem)
    with pytest.raises(Refused, match="away"):
        answer_of(httpx2.Response(502, text="away"))
    with pytest.raises(Refused):
        answer_of(httpx2.Response(503, headers=JSON))
