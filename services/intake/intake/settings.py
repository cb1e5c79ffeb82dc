"""The settings that only intake has (`MOTCUA_INTAKE_*`), and what a production start refuses.

Read from the environment once, at the composition root.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import SecretStr
from pydantic_settings import SettingsConfigDict

from intake.channel.registered import REGISTERED
from shared.kernel.declared import Declared, Environment
from shared.kernel.kinds import Count, Duration, Place, Secret, Text, Url

KNOWN = tuple(each.name for each in REGISTERED)


class Intake(Declared):
    """What is sent to applicants says that there is news, and where it is read."""

    model_config = SettingsConfigDict(env_prefix="MOTCUA_INTAKE_")

    channels: Annotated[
        tuple[str, ...],
        Text("a JSON list: by what applicants are told, in this order; without one they read notices online only"),
    ] = ()
    notice_link: Annotated[str, Url("where an applicant reads a notice; its id is appended. Needed with a channel")] = (
        ""
    )
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
        float, Duration("how long a notice is tried while no channel takes it; an older one is no news any more")
    ] = 3 * 86400
    channel_tries: Annotated[
        int,
        Count(
            "of a channel that is away, before the next one takes over; 12 are about an hour", unit="tries", most=100
        ),
    ] = 12
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

    def mismatches(self, _environment: Environment) -> Iterator[tuple[str, str]]:
        chosen = [each.kind for each in REGISTERED if each.name in self.channels]
        if set(self.channels) - set(KNOWN) or len(set(chosen)) < len(self.channels):
            yield "MOTCUA_INTAKE_CHANNELS", f"takes {', '.join(KNOWN)}, each once"
        if self.channels and not self.notice_link:
            yield "MOTCUA_INTAKE_NOTICE_LINK", "is needed with a channel: a message says where the notice is read"
