"""What is answered about the catalogue."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from shared.contracts.reference import Channel, Sector, Text


class Offer(BaseModel):
    """A procedure in short. Whole, with components, form and fees, it is at `/v1/procedures/{code}`.

    `working_hours`: the time limit. `fees`: all fees of one dossier together, in VND. `open`: a dossier may be begun
    today; from the day `retired_on` none may, and `successor` is the procedure to apply under.
    """

    code: str
    version: int
    title: Text
    sector: Sector
    channels: list[Channel]
    working_hours: int
    fees: int
    open: bool
    retired_on: date | None
    successor: str | None
