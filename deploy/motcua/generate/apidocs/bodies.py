"""The schemas of an OpenAPI document as Python: TypedDicts and aliases, for the typed client."""

from __future__ import annotations

import re
from collections.abc import Iterator
from keyword import iskeyword
from typing import Any

Json = dict[str, Any]

PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}


def bodies(wanted: Any, schemas: Json) -> dict[str, str]:
    """The schemas that these parts of a document refer to, directly or not; by class name, sorted."""
    found: dict[str, str] = {}
    ahead = list(_refs(wanted))
    while ahead:
        name = ahead.pop()
        if class_of(name) not in found:
            found[class_of(name)] = "\n".join(_typed(name, schemas[name]))
            ahead += _refs(schemas[name])
    return dict(sorted(found.items()))


def class_of(name: str) -> str:
    """A schema's name as a Python class name."""
    return "".join(word[0].upper() + word[1:] for word in re.split(r"[^A-Za-z0-9]+", name) if word)


def type_of(schema: Json) -> str:
    """A schema as an annotation."""
    match schema:
        case {"$ref": ref}:
            annotation = class_of(ref.rpartition("/")[2])
        case {"enum": values}:
            annotation = f"Literal[{', '.join(map(repr, values))}]"
        case {"const": value}:
            annotation = f"Literal[{value!r}]"
        case {"anyOf": options} | {"oneOf": options}:
            annotation = " | ".join(dict.fromkeys(map(type_of, options)))
        case {"type": "array"}:
            annotation = f"list[{type_of(schema.get('items', {}))}]"
        case {"type": "object"}:
            more = schema.get("additionalProperties")
            annotation = f"dict[str, {type_of(more) if isinstance(more, dict) else 'Any'}]"
        case _:
            annotation = PLAIN.get(schema.get("type", ""), "Any")
    return annotation


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


def _typed(name: str, schema: Json) -> Iterator[str]:
    if "properties" not in schema:
        yield f"{class_of(name)} = {type_of(schema)}"
        return
    fields = {field: type_of(part) for field, part in schema["properties"].items()}
    fields |= {
        field: f"NotRequired[{kind}]" for field, kind in fields.items() if field not in schema.get("required", ())
    }
    if any(map(iskeyword, fields)):
        annotation = ", ".join(f'"{field}": "{kind}"' for field, kind in fields.items())
        yield f'{class_of(name)} = TypedDict("{class_of(name)}", {{{annotation}}})'
        return
    words = " ".join(schema.get("description", "").split())
    yield from (f"class {class_of(name)}(TypedDict):", f'    """{(words or name).partition(". ")[0].rstrip(".")}."""')
    yield from (f"    {field}: {kind}" for field, kind in fields.items())
