"""The dossier as services other than intake know it: a projection of the events of its acceptance.

A service adds the columns it needs in a subclass. No name and no address of anybody is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from shared.kernel.entity import Projection, columns_of
from shared.kernel.incoming import Incoming

DOSSIERS = "select * from dossiers where dossier = any($1::uuid[])"
#: Every code, and the dossier it names.
CODES = "select code, dossier from dossiers"


@dataclass(slots=True, kw_only=True, frozen=True)
class Dossier(Projection):
    """The dossier's code, the desk that received it, and the agency that decides."""

    table: ClassVar[str] = "dossiers"
    key: ClassVar[tuple[str, ...]] = ("dossier",)

    dossier: UUID
    code: str
    desk: str
    agency: str


@dataclass(slots=True, kw_only=True, frozen=True)
class OwnedDossier(Dossier):
    """A dossier with the opaque ids of its applicant, and under which it is held online (empty: under none).

    `owner`: the subject that has begun it, where its acceptance was told before there were such ids.
    """

    owner: str = ""
    applicant: str = ""
    held_by: str = ""


def applies(dossier: Any, who: Any) -> Any:
    """Is the caller its applicant, or who may act for them? In the form of `whose`."""
    before = (dossier.applicant == "") & (dossier.held_by == "") & (dossier.owner == who.actor)
    own = (dossier.applicant == who.parties) | (dossier.held_by == who.parties)
    return (who.role == "applicant") & (own | before)


def reads(dossier: Any, who: Any) -> Any:
    """May the caller read what belongs to a dossier? Its applicant; for an agency the desk and the one that decides.

    In the form of `whose`: for rows and for columns.
    """
    return applies(dossier, who) | (who.role != "applicant") & (
        (dossier.desk == who.agency) | (dossier.agency == who.agency)
    )


D = TypeVar("D", bound=Dossier)


def dossier_of(kind: type[D], incoming: Incoming[Any], **more: Any) -> D:
    """The projection that an event makes: its fields of the same names, and `more`."""
    names = [column.name for column in columns_of(kind) if hasattr(incoming.message, column.name)]
    told = {name: getattr(incoming.message, name) for name in names}
    return kind(**{"dossier": incoming.dossier, **told, **more})
