"""Writes the typed client (`motcua_client`) from the OpenAPI documents.

Bodies are in modules of their own. Operations that all services share are written once, and inherited.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from motcua.generate.apidocs.bodies import bodies, class_of, type_of
from motcua.generate.apidocs.openapi import operations

Json = dict[str, Any]
Texts = dict[str, str]
Offered = Mapping[str, set[str]]  # names by module

TYPING = {"typing": {"Any", "Literal", "NotRequired", "TypedDict"}}
MOST = 50  # operations of one module
OPERATED = '''class Operated:
    """The operations that every service has, for operators and for other services."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
'''
OFFERED = {"motcua_client.base": {"Answer", "Ask", "Question", "fresh_key"}}


def clients(documents: Mapping[str, Json]) -> Texts:
    """The text of every module by its path in `motcua_client`."""
    models = {service: _models(document) for service, document in documents.items()}
    methods = {service: _methods(document) for service, document in documents.items()}
    shared, alike = _alike(models.values(), 2), _alike(methods.values(), len(documents))
    offered = {**OFFERED, "motcua_client.models.shared": set(shared)}
    written = {
        "models/shared": _module("Bodies that several services share", _apart(shared), {}),
        "operators": _module("Operations that all services share", "\n".join([OPERATED, *alike.values()]), offered),
    }
    for service in documents:
        name = service.replace("-", "_")
        own, asked = _without(models[service], shared), _without(methods[service], alike)
        known = offered | {f"motcua_client.models.{name}": set(own), "motcua_client.operators": {"Operated"}}
        written[f"models/{name}"] = _module(f"Bodies of {service}", _apart(own), offered)
        texts, above = list(asked.values()), "Operated"
        if len(texts) > MOST:
            above, more = f"{class_of(service)}More", "\n".join(texts[MOST:])
            head = f'class {above}(Operated):\n    """The rest of the operations of {service}."""\n'
            written[f"{name}_more"] = _module(f"The rest of the client of {service}", f"{head}\n{more}", known)
            known = known | {f"motcua_client.{name}_more": {above}}
        head = f'class {class_of(service)}({above}):\n    """The operations of {service}."""\n'
        written[name] = _module(f"The client of {service}", "\n".join([head, *texts[:MOST]]), known)
    return written


def _models(document: Json) -> Texts:
    return bodies([_told(operation) for *_, operation in _wanted(document)], document["components"]["schemas"])


def _methods(document: Json) -> Texts:
    return {each[2]["operationId"]: "\n".join(_method(*each)) for each in _wanted(document)}


def _wanted(document: Json) -> list[tuple[str, str, Json]]:
    return [each for each in operations(document) if each[1].startswith("/v1")]


def _alike(texts: Iterable[Texts], least: int) -> Texts:
    """What at least this many services have with identical text."""
    counts = Counter(item for each in texts for item in each.items())
    return dict(sorted(item for item, count in counts.items() if count >= least))


def _without(texts: Texts, known: Texts) -> Texts:
    return {name: text for name, text in texts.items() if known.get(name) != text}


def _apart(texts: Texts) -> str:
    return "\n\n\n".join(texts.values()) + "\n"


def _module(about: str, code: str, offered: Offered) -> str:
    """A module with imports of those offered names that its code uses."""
    words = set(re.findall(r"\w+", re.sub(r'""".*?"""', "", code)))
    head = f'"""{about}. Written by `make map` from docs/openapi."""\n\nfrom __future__ import annotations\n'
    return "\n".join([head, *_imports(words, TYPING), *_imports(words, offered), "", code])


def _imports(words: set[str], offered: Offered) -> Iterator[str]:
    used = {module: sorted(words & names) for module, names in sorted(offered.items()) if words & names}
    yield from (f"from {module} import {', '.join(names)}" for module, names in used.items())
    if used:
        yield ""


def _told(operation: Json) -> list[Any]:
    """The request and response bodies of an operation; problems are exceptions and left out."""
    answers = [answer for status, answer in operation["responses"].items() if status < "3"]
    return [operation.get("parameters"), operation.get("requestBody"), answers]


def _method(method: str, path: str, operation: Json) -> Iterator[str]:
    asked = [each for p in operation.get("parameters", []) for each in _each(p)]
    taken = {place: [p for p in asked if p["in"] == place] for place in ("path", "query")}
    headers = {p["name"] for p in asked if p["in"] == "header"}
    parameters = [*(f"{p['name']}: str | int" for p in taken["path"]), *_asked(operation)]
    named = [f"{p['name']}: {_query(p)}" for p in taken["query"]]
    written = [f'method="{method}"', f'path={"f" if taken["path"] else ""}"{path}"']
    if taken["query"]:
        written.append("query={" + ", ".join(f'"{p["name"]}": {p["name"]}' for p in taken["query"]) + "}")
    written += [
        f"{name}={name}" for name in ("body", "content", "media") if any(p.startswith(name) for p in parameters)
    ]
    if "if-match" in headers:
        named, written = [*named, "seen: str"], [*written, "seen=seen"]
    if "idempotency-key" in headers:
        named, written = [*named, "key: str | None = None"], [*written, "key=key or fresh_key()"]
    signature = ", ".join(["self", *parameters, *(["*", *named] if named else [])])
    yield f"    async def {operation['operationId']}({signature}) -> Answer[{_answer(operation)}]:"
    yield f'        """{operation["summary"]}."""'
    yield f"        return await self._ask(Question({', '.join(written)}))\n"


def _each(parameter: Json) -> Iterator[Json]:
    """A parameter; for one with alternatives each of these, of which the caller gives one."""
    parts = parameter["schema"].get("properties", {})
    yield from ({"in": parameter["in"], "name": name, "schema": schema} for name, schema in parts.items())
    if not parts:
        yield parameter


def _asked(operation: Json) -> list[str]:
    body = operation.get("requestBody", {})
    content = body.get("content", {})
    if "application/json" in content:
        left_out = "" if body.get("required") else " | None = None"
        return [f"body: {type_of(content['application/json'].get('schema', {}))}{left_out}"]
    return ["content: bytes", f"media: Literal[{', '.join(map(repr, content))}]"] if content else []


def _query(parameter: Json) -> str:
    kind = type_of(parameter["schema"])
    if parameter.get("required"):
        return kind
    return f"{kind.removesuffix(' | None')} | None = None"


def _answer(operation: Json) -> str:
    kinds = []
    for status, answer in operation["responses"].items():
        if status < "3":
            media = answer.get("content", {})
            json = media.get("application/json")
            kinds.append(type_of(json.get("schema", {})) if json else "bytes" if media else "None")
    return " | ".join(dict.fromkeys(kinds))
