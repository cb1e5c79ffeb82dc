"""What an erasure receives from an operator: the receipt of a package, then the order to destroy the keys."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Archive:
    """The package lies where it shall be kept. Its SHA-256, its size in bytes, and how many files its list has."""

    sha256: str
    size: int
    files: int


@dataclass(frozen=True, slots=True)
class Erase:
    """Destroy the keys."""
