"""The register of purposes, open to anybody: why personal data are processed, and by which law."""

from __future__ import annotations

import tomllib
from importlib.resources import files

from fastapi import APIRouter, Response
from pydantic import BaseModel

from shared.contracts.reference import Text
from shared.contracts.reference.words import Code, Flag, Words
from shared.web.catalogue import KEPT_FOR_A_WHILE, OPEN
from shared.web.edge import TAGGED
from shared.web.transactional import TransactionalRoute

router = APIRouter(prefix="/v1/purposes", tags=["purposes"], route_class=TransactionalRoute)


class Purpose(BaseModel, extra="forbid"):
    """One purpose. `basis`: the law; `consent`: whether the person is asked first, for what no law demands."""

    code: Code
    title: Text
    basis: Words
    consent: Flag


REGISTER = tomllib.loads(files(__package__).joinpath("purposes.toml").read_text("utf-8"))
PURPOSES = [Purpose.model_validate(each) for each in REGISTER["purpose"]]


@router.get("", responses=TAGGED, openapi_extra=OPEN)
async def list_purposes(response: Response) -> list[Purpose]:
    """The purposes for which personal data are processed."""
    response.headers.update(KEPT_FOR_A_WHILE)
    return PURPOSES
