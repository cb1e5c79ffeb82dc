"""How the stack reports its progress: a sentence, and for a download how much of how much is done."""

from typing import Protocol


class Progress(Protocol):
    """Called with the current step; `total` is 0 if nothing is counted. Called from several threads."""

    def __call__(self, doing: str, done: int = 0, total: int = 0) -> None: ...


def silent(doing: str, done: int = 0, total: int = 0) -> None:
    """Reports nothing."""
