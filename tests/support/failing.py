"""An app that fails in every way there is, and what its answers must all be like."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

import httpx2
from asyncpg import exceptions as pg
from fastapi import APIRouter, Body, Depends, Header, HTTPException, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from shared.kernel import errors
from shared.kernel.errors import FieldError, Refused, Unavailable
from shared.web import errors as web
from shared.web import problems
from shared.web.parts import App

SECRET = "001099012345"  # stands for personal data: must never be told or logged


def bug() -> None:
    raise KeyError(SECRET)


RAISED: dict[str, Exception] = {
    "refused": Refused("not now", "chưa được", dossier="d-1"),
    "unlisted-move": errors.UnlistedMove("no", "không", state="draft", moves=["submit"]),
    "not-found": errors.NotFound(),
    "unauthenticated": errors.Unauthenticated(),
    "forbidden": errors.Forbidden(),
    "invalid": errors.Invalid("one", "một", errors=[FieldError("/fee", "too_much", "quá", "too much")]),
    "precondition-required": errors.PreconditionRequired(),
    "stale": errors.Stale(),
    "key-reused": errors.KeyReused(),
    "key-busy": errors.KeyBusy(),
    "too-large": errors.TooLarge(),
    "not-exchanged": web.NotExchanged("no", "không", "scope"),
    "sign-in-refused": web.SignInRefused("no", "không"),
    "too-slow": web.TooSlow(),
    "address-too-long": web.AddressTooLong(),
    "head-too-large": web.HeadTooLarge(),
    "unsupported-media": errors.UnsupportedMedia(),
    "not-yet": errors.NotYet(),
    "unavailable": Unavailable("bank", retry_after=17),
    "stands-still": errors.StandsStill(SECRET),
    "method-not-allowed": HTTPException(405, SECRET, {"Allow": "GET"}),
    "unreadable": HTTPException(400, SECRET),
    "reserved": Refused("x", "y", type="mine", status=200, title="mine"),
    "group": ExceptionGroup("tasks", [errors.Stale(), errors.Stale()]),
    "mixed-group": ExceptionGroup("tasks", [errors.Stale(), KeyError(SECRET), errors.Stale()]),
    "bug": KeyError(SECRET),
    "gateway": HTTPException(502, SECRET),
    "refused-port": ConnectionRefusedError(111, SECRET),
    "deadlock": pg.DeadlockDetectedError(SECRET),
    "shutdown": pg.AdminShutdownError(SECRET),
}


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Circle(BaseModel):
    kind: Literal["circle"]
    radius: int


class Square(BaseModel):
    kind: Literal["square"]
    side: int


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid")

    must: int
    short: str = Field("abc", min_length=3, max_length=5)
    shaped: str = Field("A1", pattern="^[A-Z][0-9]$")
    uuid: UUID | None = None
    day: date | None = None
    at: datetime | None = None
    number: float = 1
    flag: bool = True
    colour: Colour = Colour.RED
    word: Literal["yes", "no"] = "yes"
    positive: int = Field(1, gt=0)
    least: int = Field(1, ge=1)
    below: int = Field(1, lt=10)
    most: int = Field(1, le=10)
    several: list[int] = Field([1], min_length=1, max_length=2)
    shape: Annotated[Circle | Square, Field(discriminator="kind")] | None = None
    amounts: dict[str, int] = {}
    ours: str = ""
    theirs: str = ""
    odd: str = Field("", alias="a/b~c")

    @field_validator("ours")
    @classmethod
    def _ours(cls, value: str) -> str:
        if value:
            raise PydanticCustomError("citizen_number", "{en}", {"vi": "Số sai.", "en": "Wrong number."})
        return value

    @field_validator("theirs")
    @classmethod
    def _theirs(cls, value: str) -> str:
        if value:
            raise ValueError(f"{value} is wrong")
        return value


router = APIRouter()


@router.get("/raise/{what}")
async def raising(what: str) -> None:
    raise RAISED[what]


@router.post("/form")
async def form(form: Annotated[Form, Body()]) -> None:
    del form


@router.get("/asked")
async def asked(q: Annotated[int, Query()], if_match: Annotated[int, Header()]) -> None:
    del q, if_match


@router.get("/items/{item}", responses=problems.responses(errors.NotFound, errors.Stale, errors.UnlistedMove))
async def item(item: UUID) -> None:
    del item


async def commits() -> AsyncIterator[None]:
    yield
    raise pg.AdminShutdownError(SECRET)


@router.get("/commit", dependencies=[Depends(commits, scope="function")])
async def commit() -> str:
    return "committed"


@router.get("/stream")
async def stream() -> StreamingResponse:
    async def parts() -> AsyncIterator[bytes]:
        yield b"half"
        bug()

    return StreamingResponse(parts())


@router.get("/correlation")
async def correlation(request: Request) -> list[UUID]:
    return [problems.correlation(request), problems.correlation(request)]


def failing_app() -> App:
    app = App(responses=problems.responses())
    problems.install(app)
    app.include_router(router)
    return app


def told(answer: httpx2.Response) -> dict[str, Any]:
    """The problem answered; nothing of what was sent is in it."""
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    problems.Problem.model_validate(body)
    assert body["status"] == answer.status_code
    assert body["instance"] == answer.request.url.path
    assert SECRET not in answer.text
    return body
