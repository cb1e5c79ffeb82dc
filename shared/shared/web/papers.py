"""Who has signed in, as far as an issuer has proved it: number, name and birth date, and of which paper the number is.

It is known to the exchange alone and never shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final, NamedTuple

from shared.kernel.issuers import Claim, Claims, TokenIssuer

_DAYS: Final = ("%Y-%m-%d", "%d/%m/%Y", "%Y%m%d")
_TWELVE: Final = r"[0-9]{12}"
#: What the number of a paper looks like.
PAPERS: Final[Mapping[str, str]] = {
    "citizen-id": _TWELVE,
    "identity-certificate": _TWELVE,
    "old-id": r"[0-9]{9}",
    "passport": r"[0-9A-Z]{5,12}",
}
_BY_DIGITS: Final = {12: "citizen-id", 9: "old-id"}
_COUNTRY: Final = re.compile(r"[A-Z]{3}")


class Proved(NamedTuple):
    """Who has signed in, as the issuer has proved it: number, name and birth date; `kind`: of which paper (`PAPERS`).

    `country`: who has issued it, of a passport alone.
    """

    number: str
    name: str
    birth_date: date
    kind: str = "citizen-id"
    country: str = ""


def at(claims: Mapping[str, object], path: Claim) -> object:
    """What a claim says; None if it is not there."""
    found: object = claims
    for name in (path,) if isinstance(path, str) else path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def proved(claims: Mapping[str, object], issuer: TokenIssuer) -> Proved | None:
    """Number, name and birth date; None unless the token has all three, and the number is one of its paper."""
    told = issuer.claims
    number, name, born = (at(claims, each) for each in (told.number, told.name, told.birth_date))
    if not isinstance(number, str) or not isinstance(name, str) or not isinstance(born, str):
        return None
    paper = _paper(claims, told, number)
    day = next((found for form in _DAYS if (found := _day(born, form))), None)
    name = " ".join(unicodedata.normalize("NFC", name).split())
    return Proved(number, name, day, *paper) if paper and name and day else None


def _paper(claims: Mapping[str, object], told: Claims, number: str) -> tuple[str, str] | None:
    """Of which kind it is, and which country has issued a passport; None if it is no such number."""
    said = at(claims, told.identity) if told.identity else None
    kind = _BY_DIGITS.get(len(number), "") if said is None else str(said)
    country = str(at(claims, told.country)) if kind == "passport" and told.country else ""
    fits = kind in PAPERS and re.fullmatch(PAPERS[kind], number) and (kind != "passport" or _COUNTRY.fullmatch(country))
    return (kind, country) if fits else None


def _day(told: str, form: str) -> date | None:
    try:
        return datetime.strptime(told, form).date()  # noqa: DTZ007  # a day, of no zone
    except ValueError:
        return None
