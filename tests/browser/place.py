"""Where the console runs, and with whom."""

from __future__ import annotations

from dataclasses import dataclass

from motcua.stack.passes import Passes


@dataclass(frozen=True)
class Place:
    """`url`: the staff's pages; `public`: everybody's; `peers`: the services by name; `sandbox`: the outside world."""

    url: str
    public: str
    peers: dict[str, str]
    passes: Passes
    sandbox: str
