"""The folders of the stack: below the checkout (or the current folder), and the user's cache; the lock on a folder.

The lock is on the folder itself, so no lock file is left behind.
"""

import fcntl
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]
INSTALLED = not (CHECKOUT / "deploy" / "kafka").is_dir()  # as a wheel, which carries these files in `share`
PROJECT = Path.cwd() if INSTALLED else CHECKOUT
FILES = Path(sys.prefix) / "share" / "motcua" if INSTALLED else CHECKOUT / "deploy"
KAFKA_FILES = FILES / "kafka"
DATA = FILES / "data"  # the sample province
OFFICERS = DATA / "officers" / "h99.csv"
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
