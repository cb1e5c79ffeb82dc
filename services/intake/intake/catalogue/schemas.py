"""What is answered about the catalogue."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from shared.contracts.reference import Channel, Sector, Text


class Offer(BaseModel):
    """A procedure in short. Whole, with components, form and fees, it is at `/v1/procedures/{code}`.

    `time`: the time limit in words, where none of the special ones holds. `fees`: all fees of one dossier together, in
    VND. `open`: a dossier may be begun
    today; from the day `retired_on` none may, and `successor` is the procedure to apply under.
    """

    code: str
    version: int
    title: Text
    sector: Sector
    channels: list[Channel]
    time: Text
    fees: int
    open: bool
    retired_on: date | None
    successor: str | None
