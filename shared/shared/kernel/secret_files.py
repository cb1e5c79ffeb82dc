"""A secret from a file: `MOTCUA_X_FILE` names the file that holds what else `MOTCUA_X` would hold.

A mounted file is in no listing of a container's environment, and is handed to no other process by mistake.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

LONGEST = 65_536  # bytes
SUFFIX = "_FILE"


def given(environment: Mapping[str, str], variable: str) -> str | None:
    """The value of a variable, or the text of the file that VARIABLE_FILE names; None if there is neither.

    Raises ValueError, which says what is wrong and holds no text.
    """
    value, name = environment.get(variable), environment.get(variable + SUFFIX)
    if name is None:
        return value
    if value:
        raise ValueError(f"is given twice, by {variable}{SUFFIX} too")
    try:
        return _text(Path(name))
    except FileNotFoundError:
        raise ValueError(f"{variable}{SUFFIX} names a file that is not there") from None
    except OSError:
        raise ValueError(f"{variable}{SUFFIX} names a file that user {os.geteuid()} may not read") from None
    except ValueError as wrong:
        raise ValueError(f"{variable}{SUFFIX} names what is {wrong}") from None


def _text(path: Path) -> str:
    """Its text without the end of the last line."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise ValueError("no file")
    if found.st_mode & stat.S_IWOTH:
        raise ValueError("a file that everybody may write")
    if found.st_size > LONGEST:
        raise ValueError(f"longer than {LONGEST} bytes")
    try:
        return path.read_text("utf-8").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise ValueError("no text") from None
