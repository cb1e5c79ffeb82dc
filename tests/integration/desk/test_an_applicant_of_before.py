"""An applicant who was written down before there were organisations: one number, one line of address."""

from __future__ import annotations

import json
from uuid import UUID

from intake.version.rules import Text, canonical, digest_of
from shared.web.auth import Role
from tests.support.counter import Counter

AS_BEFORE = """
insert into versions (dossier, number, sequence, subject, sealed, digest, papers, at)
select dossier, max(number) + 1, max(sequence) + 1, $1, $2, $3, '[]', now()
from versions where dossier = $1 group by dossier
"""


async def test_what_was_written_in_the_form_of_before_is_read_as_of_today(counter: Counter) -> None:
    """A version stays as it was handed in; what is read of it is an applicant of today."""
    old = {"name": "Lê Thị Cũ", "phone": "0199000009", "address": "Số 9", "email": None, "language": "en"}
    owner, path = await counter.submitted()
    dossier = UUID(path[-36:])
    for number, (identity, kind) in enumerate((("099176543210", "citizen-id"), ("123456789", "old-id")), 2):
        text = Text("00" * 32, canonical(old | {"identity": identity}, {}))
        await counter.rows(AS_BEFORE, dossier, await counter.sealed(dossier, number, text), digest_of(*text))
        seen = (await owner.get("intake", f"{path}/versions"))[-1]
        told = await owner.get("intake", f"{path}/versions/{seen['number']}")
        assert json.loads(told["text"])["applicant"]["identity"] == identity
        assert told["applicant"]["identity"] == {"kind": kind, "number": identity}
        assert (told["applicant"]["address"]["line"], told["applicant"]["language"]) == ("Số 9", "en")
        service = counter.province.person("service:postal", Role.SERVICE, None)
        [one] = await service.post("intake", "/v1/people", {"dossiers": [path[-36:]], "purpose": "procedure"})
        assert (one["number"], one["name"], one["receiver"]["address"]["commune"]) == (identity, "Lê Thị Cũ", "")
