"""The sample province: its people, and its reference data loaded through the API.

The files of `deploy/data` are the POST bodies; loading the same content again changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import httpx2

from motcua.registries import REGISTRIES
from motcua.stack.first_operator import FIRST, ensure
from motcua.stack.folders import DATA
from motcua.stack.issuer import Issuer
from motcua.stack.passes import Passes
from motcua.stack.people import Person
from motcua.stack.waiting import until
from shared.contracts.published import Published
from shared.reference.publication import KINDS
from shared.web.auth import Role

#: Where each kind of document is published: service and path. Agencies and routes come first.
PLACES = {
    "agencies": ("workflow", "/v1/agencies"),
    "route": ("workflow", "/v1/routes"),
    "calendar": ("intake", "/v1/calendars"),
    "procedure": ("intake", "/v1/procedures"),
    "places": ("intake", "/v1/places"),
}
FOLDERS = {
    "agencies": "agencies",
    "route": "routes",
    "calendar": "calendar",
    "procedure": "procedures",
    "places": "places",
}
#: What each service projects from the others.
RECEIVED = {
    registry.producer: {KINDS[kind.__name__] for kind in registry.handlers if issubclass(kind, Published)}
    for registry in REGISTRIES
}


class Province:
    """People with tokens, and the sample data from `data`. `sandbox`: the sandbox's URL, if there is one.

    `tokens`: people sign in and exchange (`Passes`); or, in tests, keys that sign whatever is asked for.
    """

    def __init__(
        self,
        http: httpx2.AsyncClient,
        addresses: Mapping[str, str],
        tokens: Passes | Issuer,
        sandbox: str = "",
        data: Path = DATA,
    ) -> None:
        self.http = http
        self.addresses = dict(addresses)
        self.sandbox = sandbox
        self._tokens = tokens
        self._data = data

    def person(self, subject: str, role: Role, agency: str | None = None) -> Person:
        """A person who calls in this role."""
        if isinstance(self._tokens, Passes):
            renewal = self._tokens.renewal(subject, role, agency)
            return Person(self.http, self.addresses, "", subject, role, agency, renewal)
        token = self._tokens.token(subject, role, agency)
        return Person(self.http, self.addresses, token, subject, role, agency)

    def applicant(self, subject: str) -> Person:
        return self.person(subject, Role.APPLICANT)

    def officer(self, subject: str, agency: str) -> Person:
        return self.person(subject, Role.OFFICER, agency)

    def supervisor(self, subject: str, agency: str) -> Person:
        return self.person(subject, Role.SUPERVISOR, agency)

    @property
    def first(self) -> Person:
        """The operator of an installation that knows no officer yet (`motcua.stack.first_operator`)."""
        return self.person(FIRST, Role.OPERATOR)

    @property
    def operator(self) -> Person:
        return self.person("operator:demo", Role.OPERATOR)

    async def load(self) -> dict[tuple[str, str], int]:
        """Publishes every document of the sample data, and imports its officers; the versions by kind and code."""
        versions: dict[tuple[str, str], int] = {}
        for kind, contents in groupby(documents(self._data), itemgetter(0)):
            if kind == "procedure":  # intake checks it against the route and the agencies, which must have arrived
                await self._all_received(versions)
            for _, content in contents:
                service, path = PLACES[kind]
                published = await self.first.post(service, path, content)
                versions[kind, published["code"]] = published["version"]
            if kind == "agencies":  # which officers' roles are checked against
                await self._import_officers()
        await self._all_received(versions)
        return versions

    async def _import_officers(self) -> None:
        for file in sorted((self._data / "officers").glob("*.csv")):
            await self.first.workflow.import_officers(file.read_bytes(), "text/csv")

    async def _all_received(self, versions: Mapping[tuple[str, str], int]) -> None:
        await until(lambda: self._received(versions), "the services to receive each other's reference data")

    async def _received(self, versions: Mapping[tuple[str, str], int]) -> bool:
        """Whether every service has these versions of the documents it receives from others."""
        for service, kinds in RECEIVED.items():
            known = await self.first.get(service, "/v1/reference")
            there = {(row["kind"], row["code"], row["version"]) for row in known}
            if not {(*key, version) for key, version in versions.items() if key[0] in kinds} <= there:
                return False
        return True


async def load_sample(addresses: Mapping[str, str], passes: Passes, workflow: str) -> None:
    """Publishes the sample data into services that run at these addresses; `workflow`: the owner's database."""
    await ensure(workflow)
    async with httpx2.AsyncClient(timeout=60) as http:
        await Province(http, addresses, passes).load()


def documents(data: Path = DATA) -> Iterator[tuple[str, dict[str, Any]]]:
    """The files of `deploy/data`, in the order they are published."""
    for kind in PLACES:
        for file in sorted((data / FOLDERS[kind]).glob("*.json")):
            yield kind, json.loads(file.read_text("utf-8"))
