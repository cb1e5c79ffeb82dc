"""Writes the typed client (`motcua_client`) from the OpenAPI documents: what a stranger reads is what is generated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from keyword import iskeyword
from typing import Any

from motcua.papers.openapi import operations

Json = dict[str, Any]

PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
HEAD = '''"""The client of {service}. Written by `make map` from docs/openapi/{service}.json."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from motcua_client.base import Answer, Ask, Question, fresh_key

__all__ = [{names}]
'''


def client(service: str, document: Json) -> str:
    """The module of one service."""
    wanted = [each for each in operations(document) if each[1].startswith("/v1")]
    schemas = _needed(wanted, document["components"]["schemas"])
    name = "".join(word.title() for word in service.split("-"))
    names = ", ".join(f'"{each}"' for each in sorted([*map(_class, schemas), name]))
    methods = [line for method, path, operation in wanted for line in _method(method, path, operation)]
    return "\n".join([
        HEAD.format(service=service, names=names),
        *(line for title, schema in sorted(schemas.items()) for line in _typed(title, schema)),
        *(f"class {name}:", f'    """All that {service} can be asked."""', ""),
        *("    def __init__(self, ask: Ask) -> None:", "        self._ask = ask", *methods, ""),
    ])  # fmt: skip


def _needed(wanted: list[Any], schemas: Json) -> Json:
    """The schemas these operations name, and those that these name; problems are exceptions and left out."""
    found: Json = {}
    ahead = [name for *_, operation in wanted for name in _refs(_told(operation))]
    while ahead:
        name = ahead.pop()
        if name not in found:
            found[name] = schemas[name]
            ahead += _refs(schemas[name])
    return found


def _told(operation: Json) -> list[Any]:
    answers = [answer for status, answer in operation["responses"].items() if status < "3"]
    return [operation.get("parameters"), operation.get("requestBody"), answers]


def _refs(part: Any) -> Iterator[str]:
    match part:
        case {"$ref": str(ref)} if ref.startswith("#/components/schemas/"):
            yield ref.rpartition("/")[2]
        case dict():
            for value in part.values():
                yield from _refs(value)
        case list():
            for value in part:
                yield from _refs(value)


def _class(name: str) -> str:
    return "".join(word[0].upper() + word[1:] for word in re.split(r"[^A-Za-z0-9]+", name) if word)


def _typed(name: str, schema: Json) -> Iterator[str]:
    if "properties" not in schema:
        yield from (f"{_class(name)} = {_type(schema)}", "")
        return
    fields = {field: _type(part) for field, part in schema["properties"].items()}
    fields |= {
        field: f"NotRequired[{kind}]" for field, kind in fields.items() if field not in schema.get("required", ())
    }
    if any(map(iskeyword, fields)):
        told = ", ".join(f'"{field}": "{kind}"' for field, kind in fields.items())
        yield from (f'{_class(name)} = TypedDict("{_class(name)}", {{{told}}})', "")
        return
    words = " ".join(schema.get("description", "").split())
    yield from (f"class {_class(name)}(TypedDict):", f'    """{(words or name).partition(". ")[0].rstrip(".")}."""', "")
    yield from (f"    {field}: {kind}" for field, kind in fields.items())
    yield from ("", "")


def _type(schema: Json) -> str:
    match schema:
        case {"$ref": ref}:
            told = _class(ref.rpartition("/")[2])
        case {"enum": values}:
            told = f"Literal[{', '.join(map(repr, values))}]"
        case {"const": value}:
            told = f"Literal[{value!r}]"
        case {"anyOf": options} | {"oneOf": options}:
            told = " | ".join(dict.fromkeys(map(_type, options)))
        case {"type": "array"}:
            told = f"list[{_type(schema.get('items', {}))}]"
        case {"type": "object"}:
            more = schema.get("additionalProperties")
            told = f"dict[str, {_type(more) if isinstance(more, dict) else 'Any'}]"
        case _:
            told = PLAIN.get(schema.get("type", ""), "Any")
    return told


def _method(method: str, path: str, operation: Json) -> Iterator[str]:
    taken = {place: [p for p in operation.get("parameters", []) if p["in"] == place] for place in ("path", "query")}
    headers = {p["name"] for p in operation.get("parameters", []) if p["in"] == "header"}
    parameters = [*(f"{p['name']}: str | int" for p in taken["path"]), *_asked(operation)]
    named = [f"{p['name']}: {_query(p)}" for p in taken["query"]]
    told = [f'method="{method}"', f'path={"f" if taken["path"] else ""}"{path}"']
    if taken["query"]:
        told.append("query={" + ", ".join(f'"{p["name"]}": {p["name"]}' for p in taken["query"]) + "}")
    told += [f"{name}={name}" for name in ("body", "content", "media") if any(p.startswith(name) for p in parameters)]
    if "if-match" in headers:
        named, told = [*named, "seen: str"], [*told, "seen=seen"]
    if "idempotency-key" in headers:
        named, told = [*named, "key: str | None = None"], [*told, "key=key or fresh_key()"]
    signature = ", ".join(["self", *parameters, *(["*", *named] if named else [])])
    yield ""
    yield f"    async def {operation['operationId']}({signature}) -> Answer[{_answer(operation)}]:"
    yield f'        """{operation["summary"]}."""'
    yield f"        return await self._ask(Question({', '.join(told)}))"


def _asked(operation: Json) -> list[str]:
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        return [f"body: {_type(content['application/json'].get('schema', {}))}"]
    return ["content: bytes", f"media: Literal[{', '.join(map(repr, content))}]"] if content else []


def _query(parameter: Json) -> str:
    kind = _type(parameter["schema"])
    if parameter.get("required"):
        return kind
    return f"{kind.removesuffix(' | None')} | None = None"


def _answer(operation: Json) -> str:
    kinds = []
    for status, answer in operation["responses"].items():
        if status < "3":
            media = answer.get("content", {})
            json = media.get("application/json")
            kinds.append(_type(json.get("schema", {})) if json else "bytes" if media else "None")
    return " | ".join(dict.fromkeys(kinds))
