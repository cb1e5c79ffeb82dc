"""What a search may ask."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

from intake.applicant.models import Short, Telephone
from intake.purposes.names import LookReason
from shared.contracts.reference.words import ProcedureCode, shaped
from shared.web.lists import DossierCode, Time


def _plain(number: object) -> object:
    """A number as a person types it, in capitals and without blanks."""
    return "".join(number.split()).upper() if isinstance(number, str) else number


class Search(BaseModel):
    """All that is given holds of what is found; one of code, identity, telephone and name is given.

    identity: a personal number, tax code, or number of a passport or an old card. name: whole words, in any order, with
    or without marks. Received: when the dossier was handed in, or a draft begun. why: what the search is for, which is
    kept with the look that it leaves.
    """

    model_config = ConfigDict(extra="forbid")

    code: DossierCode = None
    identity: Annotated[str, BeforeValidator(_plain), shaped(r"^[0-9A-Z-]{5,14}$", "012345678901")] | None = None
    telephone: Telephone | None = None
    name: Short | None = None
    procedure: ProcedureCode | None = None
    received_from: Time | None = None
    received_to: Time | None = None
    why: Literal[
        LookReason.SEARCH,
        LookReason.COUNTER,
        LookReason.TASK,
        LookReason.SUPERVISION,
        LookReason.RECORDS,
        LookReason.INSPECTION,
    ] = LookReason.SEARCH
