"""docs/settings.md: every setting of every process, from its declaration in the code."""

from __future__ import annotations

import json
from collections.abc import Iterator

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from intake.channel.registered import REGISTERED as CHANNELS
from intake.settings import Intake
from motcua.settings import Preparation
from motcua_console.settings import Migration as ConsoleMigration
from motcua_console.settings import Settings as ConsoleSettings
from payment.provider.registered import REGISTERED as PROVIDERS
from payment.settings import PaymentSettings
from postal.carrier.registered import REGISTERED as CARRIERS
from postal.settings import PostalSettings
from shared.kernel.brokers import KafkaClient
from shared.kernel.declared import Declared, declarations
from shared.kernel.issuers import Claims, TokenIssuer
from shared.kernel.kinds import Kind, Never, Secret, Text
from shared.kernel.sealing import Sealing
from shared.kernel.settings import Migration, Settings
from shared.web.signing import Signing
from sync_gateway.settings import SyncSettings

OF: dict[str, type[Declared]] = {
    "Every service": Settings,
    "What keeps sealed data (intake, also its `migrate`; sync-gateway; `motcua verify`)": Sealing,
    "What exchanges the tokens of sign-ins (intake, workflow)": Signing,
    "The job that migrates (`migrate`)": Migration,
    "`motcua prepare`": Preparation,
    "The operator's commands (`motcua lag`, `watch`, `verify`), and the console's staff door": KafkaClient,
    "intake": Intake,
    **{f"intake, {each.name}": each.settings for each in CHANNELS},
    "payment": PaymentSettings,
    **{f"payment, {each.name}": each.settings for each in PROVIDERS},
    "postal": PostalSettings,
    **{f"postal, {each.name}": each.settings for each in CARRIERS},
    "sync-gateway": SyncSettings,
    "The console": ConsoleSettings,
    "The console's job that migrates": ConsoleMigration,
}

HEAD = """# Settings

Written by `make map` from the declarations (`settings.py` of each service; kinds: `shared/kernel/kinds.py`). A process
reads them from its environment when it starts; if any is wrong it ends and names the variables, without values.
**Needed**: a production start (`MOTCUA_ENVIRONMENT=production`, the default) refuses an empty value. Secrets are not
logged. What is `secret` may be a file: `MOTCUA_X_FILE` names one that holds what `MOTCUA_X` would hold; both together
are refused, and so is a file that everybody may write.
"""
#: What is inside of settings that are JSON.
INSIDE: dict[str, type[BaseModel]] = {"`MOTCUA_ISSUERS`, each entry": TokenIssuer, "its `claims`": Claims}
FIELDS = "| field | what | default |\n| --- | --- | --- |"
COLUMNS = "| variable | what | kind | default | production refuses |\n| --- | --- | --- | --- | --- |"


def settings() -> str:
    """The text of docs/settings.md."""
    parts = [f"## {title}\n\n{COLUMNS}\n" + "\n".join(_rows(kind)) + "\n" for title, kind in OF.items()]
    entries = [f"## {title}\n\n{FIELDS}\n" + "\n".join(_fields(model)) + "\n" for title, model in INSIDE.items()]
    return "\n".join([HEAD, *parts, *entries])


def _fields(model: type[BaseModel]) -> Iterator[str]:
    """Each field of a JSON setting."""
    for name, field in model.model_fields.items():
        default = field.get_default()
        empty = default in (None, "", ()) or isinstance(default, BaseModel)
        shown = "needed" if field.is_required() else "" if empty else f"`{json.dumps(default)}`"
        yield f"| `{name}` | {field.description} | {shown} |"


def _rows(settings: type[Declared]) -> Iterator[str]:
    for name, variable, kind in declarations(settings):
        cells = [f"`{variable}`", kind.what, _kind(kind), _default(settings.model_fields[name], kind), _refused(kind)]
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _kind(kind: Kind) -> str:
    hidden = ["secret"] if kind.filed and not isinstance(kind, Never) and type(kind) is not Secret else []
    pattern = [f"`{kind.pattern}`"] if isinstance(kind, Text) and kind.pattern else []
    return ", ".join([type(kind).__name__.lower(), *filter(None, [kind.limits(), kind.unit]), *pattern, *hidden])


def _default(field: FieldInfo, kind: Kind) -> str:
    if kind.otherwise or field.is_required():
        return kind.otherwise
    value = field.get_default(call_default_factory=True)
    if isinstance(value, frozenset):
        return ", ".join(f"`{each}`" for each in sorted(value))
    if isinstance(kind, Secret) or value in (None, "", {}, ()):
        return ""
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


def _refused(kind: Kind) -> str:
    return "; ".join(filter(None, ["needed" if kind.needed else "", kind.refused()]))
