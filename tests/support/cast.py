"""Every caller a service may have: every kind of related agency, in every role.

In the scenes each agency has the relation to the dossier that its name gives. FORMER had a task of it that is over.
"""

from __future__ import annotations

from typing import NamedTuple

from shared.web.auth import Role
from tests.support import dossiers

RECEIVING, DECIDING = dossiers.DESK, dossiers.AGENCY
CONSULTED, FORMER, UNRELATED = "H99.06", "H99.05", "H99.04"


class Part(NamedTuple):
    """One member of the cast."""

    entity: str
    role: Role
    agency: str | None = None


def _officer(entity: str, agency: str) -> Part:
    return Part(f"officer:{entity}", Role.OFFICER, agency)


def _supervisor(entity: str, agency: str) -> Part:
    return Part(f"supervisor:{entity}", Role.SUPERVISOR, agency)


CAST = {
    "owner": Part("applicant:owner", Role.APPLICANT),
    "another applicant": Part("applicant:another", Role.APPLICANT),
    # the desk: `clerk` does all that is done there; at the counter it is the clerk who begins the dossier
    "clerk": _officer("clerk", RECEIVING),
    "desk officer": _officer("desk", RECEIVING),
    "desk head": _supervisor("desk", RECEIVING),
    "clerk who moved": _officer("clerk", UNRELATED),
    "clerk as applicant": Part("officer:clerk", Role.APPLICANT),
    # the agency that decides: `holder` has claimed the officers' task, `head` the supervisors'
    "holder": _officer("holder", DECIDING),
    "colleague": _officer("colleague", DECIDING),
    "head": _supervisor("head", DECIDING),
    "deputy": _supervisor("deputy", DECIDING),
    "head as officer": Part("supervisor:head", Role.OFFICER, DECIDING),
    "holder who moved": _officer("holder", UNRELATED),
    # the agency whose opinion is asked; its `adviser` has claimed that task
    "adviser": _officer("adviser", CONSULTED),
    "consulted officer": _officer("consulted", CONSULTED),
    "consulted head": _supervisor("consulted", CONSULTED),
    # the agency that has given its opinion
    "former adviser": _officer("former", FORMER),
    "former head": _supervisor("former", FORMER),
    # an agency that has nothing to do with it, and its superior one
    "unrelated officer": _officer("unrelated", UNRELATED),
    "unrelated head": _supervisor("unrelated", UNRELATED),
    "province head": _supervisor("province", "H99"),
    # roles that read, take money or publish: at the desk, at the agency that decides, and where nothing is theirs
    "desk cashier": Part("cashier:desk", Role.CASHIER, RECEIVING),
    "unrelated cashier": Part("cashier:unrelated", Role.CASHIER, UNRELATED),
    "desk inspector": Part("inspector:desk", Role.INSPECTOR, RECEIVING),
    "inspector": Part("inspector:lead", Role.INSPECTOR, DECIDING),
    "unrelated inspector": Part("inspector:unrelated", Role.INSPECTOR, UNRELATED),
    "records clerk": Part("clerk:lead", Role.CLERK, DECIDING),
    "editor": Part("editor:one", Role.EDITOR),
    "operator": Part("operator:one", Role.OPERATOR),
    "service": Part("service:another", Role.SERVICE),  # than the one that is asked: no token of a service is for itself
}

OFFICERS = {name for name, part in CAST.items() if part.role is Role.OFFICER}
HEADS = {name for name, part in CAST.items() if part.role is Role.SUPERVISOR}
