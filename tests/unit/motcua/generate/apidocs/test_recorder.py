"""What is recorded for the API documents: each route, its forms too, and no token."""

from __future__ import annotations

import json

import httpx2

from motcua.generate.apidocs.openapi import document
from motcua.generate.apidocs.recorder import FORM, Recorder


async def test_an_exchange_is_recorded_without_its_tokens() -> None:
    token = "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhcHBsaWNhbnQ6b25lIn0.c2lnbmF0dXJl"
    recorder = Recorder({"intake": "http://intake"})
    asked = {"grant_type": "an exchange", "subject_token": token, "scope": "applicant"}
    request = httpx2.Request("POST", "http://intake/v1/token", data=asked)
    answer = httpx2.Response(200, json={"access_token": token, "token_type": "Bearer"}, request=request)
    await recorder.receive(answer)
    kept = recorder.kept["intake"]["exchange_token"]
    assert kept["asked"] == asked | {"subject_token": "eyJ..."}
    assert kept["answered"] == {"200": {"access_token": "eyJ...", "token_type": "Bearer"}}
    assert token not in json.dumps(recorder.kept)
    taken = document("intake")["paths"]["/v1/token"]["post"]["requestBody"]["content"]
    assert list(taken) == [FORM], "so that its example has a place"
