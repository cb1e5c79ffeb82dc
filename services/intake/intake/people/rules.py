"""What of an applicant the other services are told. Pure."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from intake.applicant import models as who
from intake.applicant.rules import contact, destination, members
from intake.people.models import Numbered, People, Place, Receiver


def told(dossier: UUID, applicant: who.Applicant) -> People:
    """The answer about one dossier."""
    first, numbers, number = contact(applicant), [], ""
    if isinstance(applicant, who.Organisation):
        number = applicant.tax_code
    else:
        found = [one.identity for _, one in members(applicant)]
        numbers = [Numbered(kind=id_.kind, number=id_.number) for id_ in found if not isinstance(id_, who.NoIdentity)]
        number = numbers[0].number if numbers else ""
    return People(
        **_reached(first),
        dossier=dossier,
        kind=applicant.kind,
        form=getattr(applicant, "form", ""),
        number=number,
        identities=numbers,
        email=first.email,
        receiver=Receiver(**_reached(destination(applicant))),
    )


def _reached(one: who.Resident | who.Organisation) -> dict[str, Any]:
    home = one.address
    place = Place(line=home.line, province=home.province or "", commune=home.commune or "")
    return {"name": one.name, "phone": one.phone, "address": place}
