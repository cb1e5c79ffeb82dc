"""The SMS gateway: one route, as eSMS documents it (SendMultipleMessage_V4_post_json)."""

from __future__ import annotations

import re
import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from sandbox.faults.gate import FaultyRoute
from sandbox.faults.plan import Counterpart
from sandbox.mailbox.messages import Fate, Messages
from sandbox.mailbox.reports import Reports
from sandbox.settings import Settings
from sandbox.times import now

NUMBER = re.compile(r"(0|84|\+84)[0-9]{9,10}", re.ASCII)
TAKEN, BLOCKED, UNKNOWN, NO_BRAND, NO_NUMBER, WRONG_TYPE, TWICE = "100", "99", "101", "104", "108", "118", "124"


class GatewayRoute(FaultyRoute):
    counterpart = Counterpart.SMS

    @staticmethod
    def refusal() -> Response:
        """The response of an overloaded gateway; no code for it is documented."""
        return JSONResponse({"CodeResult": "-1", "ErrorMessage": "busy"}, 429)


class Sms(BaseModel):
    """A message of customer care to one number."""

    model_config = ConfigDict(extra="ignore")

    api_key: str = Field(alias="ApiKey")
    secret_key: str = Field(alias="SecretKey")
    content: str = Field(alias="Content", min_length=1, max_length=612)
    phone: str = Field(alias="Phone")
    brandname: str = Field(alias="Brandname")
    type: str = Field(alias="SmsType")
    request_id: str = Field("", alias="RequestId", max_length=120)
    callback: str = Field("", alias="CallbackUrl")


router = APIRouter(prefix="/sms", tags=["sms"], route_class=GatewayRoute)


def _part(name: str) -> object:
    def found(request: Request) -> object:
        return getattr(request.app.state, name)

    return Depends(found)


@router.post("/MainService.svc/json/SendMultipleMessage_V4_post_json/")
async def send(
    sms: Sms,
    messages: Annotated[Messages, _part("messages")],
    reports: Annotated[Reports, _part("reports")],
    settings: Annotated[Settings, _part("settings")],
) -> dict[str, str | int]:
    """CodeResult 100 and an SMSID. What becomes of it is reported afterwards."""
    fate = messages.fate(sms.phone)
    if code := _wrong(sms, messages, settings, fate):
        return {"CodeResult": code, "ErrorMessage": "see the table of codes"}
    number = secrets.token_hex(16)
    key = sms.request_id or number
    if fate is Fate.LOST:
        messages.note("vanished", key=key)
    else:
        messages.take({"kind": "sms", "to": sms.phone, "key": key, "body": sms.content, "at": now().isoformat()})
        reports.became(number, sms.request_id, sms.callback, delivered=fate is Fate.DELIVERED)
    return {"CodeResult": TAKEN, "CountRegenerate": 0, "SMSID": number}


def _wrong(sms: Sms, messages: Messages, settings: Settings, fate: Fate) -> str:
    """The code of the first thing that is wrong; empty if nothing is."""
    account = (sms.api_key, sms.secret_key) == (settings.sms_api_key, settings.sms_secret_key)
    found = {
        UNKNOWN: not account,
        NO_BRAND: sms.brandname != settings.sms_brandname,
        WRONG_TYPE: sms.type != "2",
        NO_NUMBER: not NUMBER.fullmatch(sms.phone),
        BLOCKED: fate is Fate.REFUSED,
        TWICE: sms.request_id in messages.by_key,
    }
    return next((code for code, wrong in found.items() if wrong), "")
