"""A JSON Schema as fields of a form, and a filled form as the value that it describes. Pure; it judges nothing.

A field is named by the JSON pointer of its value, so that what a service says is wrong lands at its field. Drawn are
objects, arrays of objects and of choices, and texts, numbers, dates, choices and yes or no; titles are `title` and
`x-title-en`, help is `description` and `x-description-en`, options are `enum` or `oneOf` with `const` and a title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

Schema = Mapping[str, Any]
Told = Mapping[str, Any]
Drawn = dict[str, Any]

NOTHING: Final[Any] = object()  # what was left empty
FEW = 5  # options that are shown all at once
LONG = 255  # characters from which on a text has several lines
GROUPED = re.compile(r"\d{1,3}([.\s]\d{3})+")  # a number as people write it


def key(name: str | int) -> str:
    """One step of a pointer (RFC 6901)."""
    return str(name).replace("~", "~0").replace("/", "~1")


def text_of(schema: Schema, name: str) -> dict[str, str]:
    """A title or description in both languages."""
    vi = str(schema.get(name, ""))
    return {"vi": vi, "en": str(schema.get(f"x-{name}-en", vi))}


def draw(schema: Schema, at: str, value: Any, *, required: bool = True) -> Drawn:
    """What a template needs of the value at the pointer `at`, and of all that is in it."""
    kind, value = _widget(schema), schema.get("default", NOTHING) if value is NOTHING else value
    drawn = {
        "name": at,
        "widget": kind,
        "title": text_of(schema, "title"),
        "help": text_of(schema, "description"),
        "required": required,
        "value": value if value is not NOTHING else None,
    }
    if kind == "object":
        return drawn | {"fields": list(_members(schema, at, value))}
    if kind == "list":
        rows = value if isinstance(value, list) and value else [{}] * max(schema.get("minItems", 0), int(required))
        return drawn | {"rows": [draw(schema["items"], f"{at}/{number}", row) for number, row in enumerate(rows)]}
    more = {name: schema.get(name) for name in ("maxLength", "minimum", "maximum", "exclusiveMinimum", "x-fill")}
    return drawn | more | {"options": _options(schema.get("items", schema) if kind == "checks" else schema)}


def _members(schema: Schema, at: str, value: Any) -> Iterator[Drawn]:
    there = value if isinstance(value, Mapping) else {}
    needed = schema.get("required", ())
    for name, part in schema.get("properties", {}).items():
        yield draw(part, f"{at}/{key(name)}", there.get(name, NOTHING), required=name in needed) | {"beside": there}


def _widget(schema: Schema) -> str:
    """How a value is asked for."""
    options, kind = schema.get("enum") or schema.get("oneOf"), schema.get("type")
    if "x-widget" in schema:
        return str(schema["x-widget"])
    if options:
        return "radio" if len(options) <= FEW else "select"
    if kind == "array":
        return "list" if schema["items"].get("type") == "object" else "checks"
    if kind == "boolean":
        return "check" if schema.get("const") is True else "yes-no"
    if kind in ("object", "integer", "number"):
        return str(kind)
    long = "area" if schema.get("maxLength", 0) > LONG else "text"
    return "date" if schema.get("format") == "date" else long


def _options(schema: Schema) -> list[dict[str, Any]]:
    if "oneOf" in schema:
        return [{"code": each["const"], "title": text_of(each, "title")} for each in schema["oneOf"]]
    return [{"code": each, "title": {"vi": str(each), "en": str(each)}} for each in schema.get("enum", ())]


# ---- back


def value_of(schema: Schema, at: str, told: Told) -> Any:
    """What a filled form says of the value at this pointer; NOTHING for what was left empty."""
    kind = _widget(schema)
    if kind == "object":
        found = {name: value_of(part, f"{at}/{key(name)}", told) for name, part in schema["properties"].items()}
        there = {name: each for name, each in found.items() if each is not NOTHING}
        if not there:
            return NOTHING
        parts = ((name, schema["properties"][name]) for name in schema.get("required", ()))
        empty: dict[str, Any] = {name: {} for name, part in parts if part.get("type") == "object"}
        return empty | there  # so that what is missing is told of each field
    if kind == "list":
        rows = [value_of(schema["items"], f"{at}/{number}", told) for number in _rows(at, told)]
        return [each for each in rows if each is not NOTHING] or NOTHING
    given = told.get(at)
    if kind == "checks":
        return (given if isinstance(given, list) else [given]) if given else NOTHING
    return _plain(kind, str(given[0] if isinstance(given, list) else given or "").strip())


def changed(value: Any, root: str, act: str, told: Told) -> bool:
    """Adds a row to a list, or takes one away, if that is what the button asks (`add:/...`, `drop:/...`)."""
    what, _, place = act.partition(":")
    if what not in ("add", "drop"):
        return False
    *path, last = place.removeprefix(f"{root}/").split("/")
    for step in path:
        value = value.get(step) if isinstance(value, dict) else value[int(step)] if _in(value, step) else None
    if what == "add" and isinstance(value, dict):
        rows = value.setdefault(last, [])
        rows.extend([{}] * (max(len(_rows(place, told)), len(rows)) + 1 - len(rows)))
    elif _in(value, last):
        del value[int(last)]
    return True


def _in(value: Any, step: str) -> bool:
    return isinstance(value, list) and step.isdecimal() and int(step) < len(value)


def _rows(at: str, told: Told) -> list[int]:
    """The numbers of the rows that a form has, in order."""
    found = (name.removeprefix(f"{at}/").partition("/")[0] for name in told if name.startswith(f"{at}/"))
    return sorted({int(each) for each in found if each.isdecimal()})


def _plain(kind: str, text: str) -> Any:
    if not text:
        return NOTHING
    if kind in ("check", "yes-no"):
        return text == "true"
    if kind == "integer":
        plain = re.sub(r"[.\s]", "", text) if GROUPED.fullmatch(text) else text
        return int(plain) if re.fullmatch(r"-?\d{1,30}", plain) else text
    if kind == "number":
        plain = text.replace(",", ".")
        return float(plain) if re.fullmatch(r"-?\d{1,30}(\.\d{1,15})?", plain) else text
    return text.replace("\r\n", "\n")


def leaves(drawn: Drawn) -> Iterator[Drawn]:
    """Every field that holds a value, in order."""
    if drawn["widget"] == "object":
        for each in drawn["fields"]:
            yield from leaves(each)
    elif drawn["widget"] == "list":
        for row in drawn["rows"]:
            yield from leaves(row)
    else:
        yield drawn
