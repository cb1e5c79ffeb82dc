"""The folders of the stack: below the checkout, and the user's cache; and the lock on a folder.

The lock is on the folder itself, so no lock file is left behind.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
KAFKA_FILES = PROJECT / "deploy" / "kafka"
STACKS = PROJECT / ".motcua"


def cache() -> Path:
    """The folder for downloads: outside the checkout, so that a second clone finds them."""
    named = os.environ.get("MOTCUA_CACHE")
    if named:
        return Path(named)
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "motcua"
    except RuntimeError:  # an account without a home
        return STACKS / "cache"


@contextmanager
def locked(folder: Path, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Holds the exclusive lock on `folder`; calls `waiting` once if another process has it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
