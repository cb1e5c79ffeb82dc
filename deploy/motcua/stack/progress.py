"""How the stack says what it is doing, without knowing who listens.

A listener gets a sentence and, while something countable goes on, how much of how much is done.
"""

from typing import Protocol


class Progress(Protocol):
    """Called with what is going on; `total` is 0 when nothing can be counted. Called from several threads."""

    def __call__(self, doing: str, done: int = 0, total: int = 0) -> None: ...


def silent(doing: str, done: int = 0, total: int = 0) -> None:
    """Tells nobody."""
