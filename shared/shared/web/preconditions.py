"""Preconditions (RFC 9110 section 13): what If-Match names, and when a read is answered 304.

The ETag of an entity is its revision, with a mark of what else is decided on. What is shown of it may change without a
move of its own (a projection beside it, what the caller may do now), so the ETag of a read is that, a dot, and a digest
of the body. If-Match compares what stands before the dot; If-None-Match the whole.
"""

import hashlib
import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import Final

from fastapi import Request, Response

from shared.web.methods import without_body

_DIGITS: Final = 16
_OF_READ: Final = re.compile(rf'("[^".]*)\.[0-9a-f]{{{_DIGITS}}}"')
#: What a 304 repeats of the 200 it stands for (RFC 9110 section 15.4.5); the rest is added to every answer.
_REPEATED: Final = frozenset({"cache-control", "content-location", "etag", "expires", "vary"})


def names(wanted: str, tag: str) -> bool:
    """If-Match: whether it names this state. The comparison is strong: a weak tag names none."""
    return wanted.strip() == "*" or tag in {_OF_READ.sub(r'\1"', part) for part in _listed([wanted])}


def read(request: Request, response: Response) -> Response:
    """What a GET is answered with: its ETag completed; 304 if the client has it; only headers if it was a HEAD."""
    tag = response.headers.get("etag")
    if tag is not None and response.status_code == HTTPStatus.OK:
        if body := getattr(response, "body", b""):  # what is streamed has the digest of its bytes as its tag
            tag = f'{tag[:-1]}.{hashlib.sha256(body).hexdigest()[:_DIGITS]}"'
            response.headers["etag"] = tag
        if _has(request.headers.getlist("if-none-match"), tag):
            kept = {name: value for name, value in response.headers.items() if name in _REPEATED}
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=kept)
    if without_body(request.scope):
        bare = Response(status_code=response.status_code)
        bare.raw_headers = response.raw_headers
        return bare
    return response


def _has(wanted: Iterable[str], tag: str) -> bool:
    """If-None-Match: whether the client has this representation. The comparison is weak."""
    return bool({tag, "*"} & {part.removeprefix("W/") for part in _listed(wanted)})


def _listed(values: Iterable[str]) -> list[str]:
    return [part.strip() for value in values for part in value.split(",")]
