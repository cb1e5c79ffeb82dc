"""Breaking changes: compares a checked-in contract with the same one generated from the code.

Events: subscribers are lenient (unknown fields are skipped) and journals keep old bytes forever, so a field may be
added with a default and nothing may be taken away, change its type, or become required. Requests may ask for less
and take more; responses may contain more and never less. A breaking change needs a new event name or a new path (`/v2`)
beside the old one, which stays while it is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

HOW = (
    "Give a new field a default, or make it optional. Where the meaning changes, add a new event or a "
    "new path (/v2) and keep the old one while it is used. If nothing uses it: motcua map --breaking"
)


def event_breaks(old: Json, new: Json) -> list[str]:
    """What in `new` breaks subscribers or journals of `old`; both are JSON Schemas."""
    return [*_lost(old, new, old, new, ""), *_wanted(old, new, old, new, "")]


def operation_breaks(old: Json, new: Json) -> list[str]:
    """What in `new` breaks a client of the OpenAPI document `old`."""
    found = []
    for path, methods in old["paths"].items():
        for method, before in methods.items():
            after = new["paths"].get(path, {}).get(method)
            where = f"{method.upper()} {path}"
            told = ["is gone"] if after is None else _operation(before, after, old, new)
            found += [f"{where} {what}" for what in told]
    return found


def _operation(before: Json, after: Json, old: Json, new: Json) -> Iterator[str]:
    if before["operationId"] != after["operationId"]:
        yield f"is now called {after['operationId']}"
    yield from _parameters(before, after)
    asked, wanted = _body(before.get("requestBody")), _body(after.get("requestBody"))
    if wanted and (not asked or (after["requestBody"].get("required") and not before["requestBody"].get("required"))):
        yield "wants a body"
    yield from (f"request: {what}" for what in _wanted(asked, wanted, old, new, ""))
    for status in (status for status in before["responses"] if status < "3"):
        if status not in after["responses"]:
            yield f"does not answer {status} any more"
            continue
        was, now = (_body(each["responses"][status]) for each in (before, after))
        yield from (f"answer {status}: {what}" for what in _lost(was, now, old, new, ""))


def _parameters(before: Json, after: Json) -> Iterator[str]:
    was, now = ({(p["in"], p["name"]): p for p in each.get("parameters", [])} for each in (before, after))
    yield from (f"does not take {name} any more" for place, name in was if (place, name) not in now)
    for key, parameter in now.items():
        if parameter.get("required") and not was.get(key, {}).get("required"):
            yield f"wants {key[1]}"


def _body(part: Json | None) -> Json:
    content = (part or {}).get("content", {})
    found: Json = next((media.get("schema", {}) for media in content.values()), {})
    return found


def _resolved(schema: Json, root: Json) -> Json:
    while "$ref" in schema:
        found: Any = root
        for name in schema["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        schema = found
    return schema


def _lost(old: Json, new: Json, before: Json, after: Json, where: str) -> Iterator[str]:
    """What `old` guaranteed and `new` does not: fields removed or made optional, and other types."""
    was, now = _resolved(old, before), _resolved(new, after)
    if was.get("type") != now.get("type"):
        yield f"{where or 'it'} was {was.get('type')} and is {now.get('type')}"
        return
    for name, field in was.get("properties", {}).items():
        there = now.get("properties", {}).get(name)
        if there is None:
            yield f"{where}{name} is gone"
        else:
            yield from _lost(field, there, before, after, f"{where}{name}.")
    for name in set(was.get("required", ())) - set(now.get("required", ())):
        if name in now.get("properties", {}):
            yield f"{where}{name} may be missing"
    if "items" in was and "items" in now:
        yield from _lost(was["items"], now["items"], before, after, f"{where}[].")


def _wanted(old: Json, new: Json, before: Json, after: Json, where: str) -> Iterator[str]:
    """What `new` requires and `old` did not: required fields, values now refused, and other types."""
    was, now = _resolved(old, before), _resolved(new, after)
    for name in sorted(set(now.get("required", ())) - set(was.get("required", ()))):
        yield f"{where}{name} is required"
    if "enum" in now:
        yield from (f"{where}{name} is refused" for name in was.get("enum", ()) if name not in now["enum"])
    if now.get("additionalProperties") is False:
        for name in sorted(was.get("properties", {}).keys() - now.get("properties", {}).keys()):
            yield f"{where}{name} is refused"
    for name, field in now.get("properties", {}).items():
        if name in was.get("properties", {}):
            yield from _wanted(was["properties"][name], field, before, after, f"{where}{name}.")
    if "items" in was and "items" in now:
        yield from _wanted(was["items"], now["items"], before, after, f"{where}[].")
