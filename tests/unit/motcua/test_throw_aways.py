"""No secret that this repository holds opens anything in production, wherever it is written down."""

from __future__ import annotations

import re

from dotenv import dotenv_values

from motcua.stack.folders import PROJECT
from motcua.stack.whole import outside
from shared.kernel.kinds import Secret


def throw_aways() -> set[str]:
    """Every secret of the sandbox, of the local stack and of compose, wherever it is written down."""
    files = ["deploy/sandbox/settings.py", "deploy/compose.yaml", "deploy/motcua/stack/whole.py"]
    written = "".join((PROJECT / name).read_text("utf-8") for name in files)
    named = [value or "" for name, value in dotenv_values(PROJECT / "deploy/compose.env").items() if "PASSWORD" in name]
    lying = [path.read_text("utf-8").strip() for path in (PROJECT / "deploy/secrets").rglob("*") if path.is_file()]
    found = re.findall(r"""(?:SECRET|PASSWORD|secret|password)\w*"?(?:: str)?(?: =|:) "?([\w-]+)"?""", written)
    return {
        *found,
        *named,
        *(text for text in lying if "://" not in text),
        *(value for name, value in outside("").items() if re.search("SECRET|PASSWORD", name)),
    }


def test_no_secret_of_this_repository_opens_anything_in_production() -> None:
    found = throw_aways()
    assert len(found) >= 4
    lengthened = [value for one in found for value in (one, f"{one}-and-some-more-letters")]
    assert not [value for value in lengthened if not Secret("", needed=True, least=1).refusal(value)]
