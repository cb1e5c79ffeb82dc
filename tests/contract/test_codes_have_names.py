"""Whatever a caller may choose from has names: a refusal lists the codes with them, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from shared.web.translations import Called
from tests.support.over import over
from tests.support.routes import SERVICES, app_of

services = over("service", SERVICES)

#: Of the exchange of tokens (RFC 8693): programs send and read them, and a name says no more.
PROTOCOL = re.compile("urn:|Bearer$|motcua-")
#: Parts of a page, by the names of their files: no person reads them.
FILES = (["swagger-ui-bundle.js", "swagger-ui.css"],)


def choices(said: Any) -> Iterator[list[str]]:
    """The codes of each enumeration, and of each field that is one of several kinds."""
    match said:
        case {"enum": [*codes]}:
            yield list(map(str, codes))
        case {"const": str() as code}:
            yield [code]
        case {"discriminator": {"mapping": kinds}}:
            yield list(kinds)
    below = said.values() if isinstance(said, dict) else said if isinstance(said, list) else ()
    for each in below:
        yield from choices(each)


@services
def test_codes_that_a_caller_may_choose_from_have_names(service: str) -> None:
    """A refusal says them: `Chỉ chấp nhận: open (chưa có người nhận), ...`."""
    app = app_of(service)
    document = app.openapi()
    asked = {"paths": document["paths"], "schemas": document["components"]["schemas"]}
    found = [codes for codes in choices(asked) if codes not in FILES and not PROTOCOL.match(codes[0])]
    assert found
    assert [codes for codes in found if not app[Called].of(codes)] == []
