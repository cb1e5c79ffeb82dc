"""The settings that only intake has (`MOTCUA_INTAKE_*`), and what a production start refuses.

Read from the environment once, at the composition root.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import SecretStr
from pydantic_settings import SettingsConfigDict

from shared.kernel.declared import Declared
from shared.kernel.kinds import Count, Duration, Place, Secret, Url
from shared.kernel.trust import Bundle


class Intake(Declared):
    """Telephone numbers and messages to applicants do not travel in the clear."""

    model_config = SettingsConfigDict(env_prefix="MOTCUA_INTAKE_")

    mailbox_url: Annotated[str | None, Url("the message port, before `/messages`; without it no notice is begun")] = (
        None
    )
    mailbox_ca: Annotated[Path | None, Bundle("certificates (PEM) that prove it, not the public ones")] = None
    pepper: Annotated[
        SecretStr,
        Secret(
            "what applicants' numbers are hashed with; never changed, or all are strangers",
            least=32,
            needed=True,
        ),
    ] = SecretStr("throw-away pepper of applicants, in no production")
    erasures: Annotated[
        Path | None,
        Place("the list of erasures, apart from the database and its back-ups", otherwise="`MOTCUA_STATE`/erasures"),
    ] = None
    packages: Annotated[
        Path | None, Place("where packages are left for the archive", otherwise="`MOTCUA_STATE`/packages")
    ] = None
    notice_tried: Annotated[
        float, Duration("how long a notice is tried while the message port is away; an older one is no news any more")
    ] = 3 * 86400
    store_grace: Annotated[float, Duration("how long a file without a row is kept", least=600)] = 86400
    dossier_documents: Annotated[
        int, Count("of one dossier at a time; a desk looks at each", unit="files", most=1000)
    ] = 200
    dossier_uploads: Annotated[int, Count("uploaded to one dossier, deleted ones included", unit="files")] = 400
    dossier_mib: Annotated[int, Count("uploaded to one dossier, deleted ones included", unit="MiB")] = 2048
    draft_uploads: Annotated[int, Count("uploaded by an applicant to what is not handed in", unit="files")] = 1000
    draft_mib: Annotated[int, Count("uploaded by an applicant to what is not handed in", unit="MiB")] = 4096
    upload_seconds: Annotated[float, Duration("in which a file comes as a whole; then 408", most=3600)] = 120
    uploads_a_minute: Annotated[int, Count("begun by one caller, in one process; then 429", unit="files")] = 120
    searches_a_minute: Annotated[int, Count("by one caller, in one process; then 429", unit="searches")] = 30
    uploads_each: Annotated[int, Count("coming from one caller at once, in one process", unit="files")] = 4
    uploads_at_once: Annotated[int, Count("coming at once, in one process; then 503", unit="files")] = 32
