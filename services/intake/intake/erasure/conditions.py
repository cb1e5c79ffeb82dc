"""When an erasure moves. Pure: the facts are given."""

from __future__ import annotations

from intake.erasure.errors import KeptByLaw, NotArchived
from intake.erasure.facts import Facts


def is_due(facts: Facts) -> bool:
    """Does no law keep any dossier of the applicant? Raises KeptByLaw."""
    if facts.dossiers is None:
        raise KeptByLaw()
    return True


def is_archived(facts: Facts) -> bool:
    """Does the package that has left hold all of it? Raises KeptByLaw, NotArchived."""
    if is_due(facts) and sorted(map(str, facts.dossiers or ())) != facts.erasure.dossiers:
        raise NotArchived()
    return True
