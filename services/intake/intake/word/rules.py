"""The words that a dossier is found by: numbers, telephones, and each whole word of a name without its marks. Pure.

A word is kept as a keyed hash, another one for each agency: who reads the table learns no name, and cannot compare what
two agencies have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from intake.applicant import models as who
from intake.applicant.proof import Pepper
from intake.applicant.rules import members
from shared.contracts.reference.words import dialled
from shared.contracts.spelled import folded

Word = tuple[str, str]  # of what it is, and itself
WORD = re.compile(r"\w+")


def words_of(applicant: who.Applicant, procedure: str) -> set[Word]:
    """All words of a dossier."""
    return {("procedure", procedure), *_words(applicant)}


def _words(applicant: who.Applicant) -> Iterator[Word]:
    named: list[who.Someone | who.Organisation] = [one for _, one in members(applicant)]
    if isinstance(applicant, who.Organisation):
        named.append(applicant)
        yield "identity", applicant.tax_code
    for one in named:
        yield "telephone", dialled(one.phone)
        yield from (("name", word) for word in words_in(one.name))
        if isinstance(one, who.Someone) and not isinstance(one.identity, who.NoIdentity):
            yield "identity", one.identity.number


def words_in(name: str) -> list[str]:
    """The words of a name as they are searched."""
    return WORD.findall(folded(name))


def kept(words: Iterable[Word], agency: str, pepper: Pepper) -> list[int]:
    """As one agency finds them."""
    return sorted(pepper.word(agency, *word) for word in words)
