"""Intake's composition root: what it hears, its routes, its store of documents."""

from __future__ import annotations

from fastapi import FastAPI

from intake.catalogue.api import calendars, procedures
from intake.document.api import router as documents
from intake.document.store import Documents
from intake.dossier.api import router as dossiers
from intake.hearing import HEARING
from intake.people.api import router as people
from shared.service import Service, run
from shared.settings import Settings

SERVICE = Service(
    title="intake", package="intake", hearing=HEARING, routers=(dossiers, documents, people, procedures, calendars)
)


def prepare(app: FastAPI, settings: Settings) -> None:
    """What only intake has."""
    app.state.documents = Documents(settings.state / "documents")


def main() -> None:
    run(SERVICE, prepare)


if __name__ == "__main__":
    main()
