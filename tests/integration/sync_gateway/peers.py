"""The two services that a gateway asks for names: an intake that knows people, and a workflow that knows officers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI

from shared.reference.officers import PATH
from tests.support.colleagues import Colleagues


def intake_of(people: Mapping[str, dict[str, Any]], looks: list[Any]) -> FastAPI:
    """Answers for those of these dossiers that it knows; keeps what it is told of looks."""
    app = FastAPI()

    @app.post("/v1/people")
    async def told(wanted: dict[str, Any]) -> list[dict[str, Any]]:
        return [people[one] for one in wanted["dossiers"] if one in people]

    @app.post("/v1/looks")
    async def noted(body: dict[str, Any]) -> dict[str, int]:
        looks.append(body["looks"])
        return {"noted": len(body["looks"])}

    return app


def workflow_of(colleagues: Colleagues) -> FastAPI:
    """Answers what they are called."""
    app = FastAPI()

    @app.post(PATH)
    async def names(asked: dict[str, Any]) -> Any:
        return await colleagues.post("workflow", PATH, asked)

    return app
