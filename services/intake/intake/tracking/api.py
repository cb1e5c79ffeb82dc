"""The public page of a dossier: its code and a second factor instead of an access token.

It asks for no token, and declares that (`security: []`). A wrong guess, a code that does
not exist and one that was never given out are answered alike, after the same statements. A right token is
answered before any tally is read, so that no guess of others delays it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BeforeValidator

from intake.guess.errors import TooManyTries
from intake.guess.store import Tallies
from intake.tracking import store
from intake.tracking.rules import STAGES, knows, last_four
from intake.tracking.schemas import Tracked
from intake.tracking.views import Past, agency, bilingual, events, past
from shared.kernel.errors import FieldError, Invalid, NotFound
from shared.kernel.sealing import Masters
from shared.reference.officers import Act, Called, Officers, Purpose
from shared.web.limits import TooManyAtOnce
from shared.web.lists import Typed
from shared.web.openapi import one_of
from shared.web.parts import part, part_of
from shared.web.problems import responses
from shared.web.rates import TooOften, address_of
from shared.web.served import Here
from shared.web.transactional import TransactionalRoute

router = APIRouter(prefix="/v1/tracking", tags=["tracking"], route_class=TransactionalRoute)

#: OpenAPI 3.1: an empty list removes every security requirement. The test over all routes looks for it.
PUBLIC: dict[str, Any] = {"security": []} | one_of("factor", "phone", "token")


@router.get("/{code}", responses=responses(NotFound, TooManyTries, TooOften, TooManyAtOnce), openapi_extra=PUBLIC)
async def track_dossier(
    request: Request,
    node: Here,
    masters: Annotated[Masters, Depends(part(Masters))],
    tallies: Annotated[Tallies, Depends(part(Tallies))],
    code: Annotated[str, Path(max_length=60), Typed],
    phone: Annotated[
        str | None,
        Query(pattern="^[0-9]{4}$", description="The last four digits of the applicant's telephone, or all of them."),
        BeforeValidator(last_four),
    ] = None,
    token: Annotated[str | None, Query(pattern="^[0-9a-f]{32}$", description="The token of the QR code.")] = None,
) -> Tracked:
    """Where a dossier stands: for the last four digits of the applicant's telephone, or the token of its QR code.

    Wrong guesses wait longer and longer; the token of the dossier never does.
    """
    if (phone is None) == (token is None):
        raise _one_factor()
    async with node.database.begin() as tx:
        found = await store.find(tx, masters, code)
        kept = (found["phone"], found["token"]) if found else (None, None)
        right = knows(phone, token, *kept)
    guessed = not right or token is None
    if guessed and (wait := await tallies.judge(address_of(request), code, right=right)):
        raise TooManyTries(wait)
    if found is None or not right:
        raise NotFound(
            "No dossier has this code together with this number or token.",
            "Không có hồ sơ nào khớp với mã hồ sơ và thông tin xác thực đã nhập.",
        )
    async with node.database.begin() as tx:
        happened = await past(tx, found["id"], [found["agency"]])
    officers = part_of(request, Officers)
    return _tracked(found, happened, await officers.called_at_once(Purpose.TRACKING, happened.acts))


def _one_factor() -> Invalid:
    en, vi = (
        "Give the last four digits of the telephone, or scan the QR code: one of the two.",
        "Nhập 04 chữ số cuối của số điện thoại hoặc quét mã QR (chỉ một trong hai).",
    )
    return Invalid(en, vi, [FieldError("?phone", "one_of", vi, en)])


def _tracked(found: Any, happened: Past, called: Mapping[Act, Called]) -> Tracked:
    received = _when(happened.rows, "DossierAccepted")
    assert received is not None, "a code is given out by acceptance"
    return Tracked(
        code=found["code"],
        stage=found["stage"],
        title=bilingual(STAGES[found["stage"]]),
        agency=agency(found["agency"], happened.agencies),
        received_at=received,
        due_at=found["due_at"],
        returned_at=_when(happened.rows, "ResultReturned"),
        history=events(happened, called),
    )


def _when(rows: Iterable[Any], event: str) -> datetime | None:
    """When this happened last."""
    return next((row["at"] for row in reversed([*rows]) if row["event"] == event), None)
