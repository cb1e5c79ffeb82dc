"""What is told of a look."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from intake.tracking.schemas import Agency, Bilingual


class LookView(BaseModel):
    """A look: what the dossier keeps of persons was opened, within the hour that begins at `hour`.

    `agency`: for which; null for an applicant, and for a service. `why`: a code, and `title` what it is called.
    `actor`: an opaque subject, for inspectors only.
    """

    hour: datetime
    role: str
    agency: Agency | None
    why: str
    title: Bilingual
    actor: str | None
