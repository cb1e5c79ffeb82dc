"""How much a client may send before a request is known, how slowly, and how many may be there at once.

`connections` holds each connection to it. Knows no connection, and no route but those that always answer.
"""

from __future__ import annotations

import resource
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from shared.contracts.spelled import KIB
from shared.kernel.declared import Unfit
from shared.kernel.settings import Settings

LONGEST_ADDRESS: Final = 8 * KIB  # path and query
LARGEST_HEAD: Final = 32 * KIB  # all headers, names and values
MOST_FIELDS: Final = 128
LARGEST_UNREAD: Final = 64 * KIB  # bytes that complete neither a head nor a piece of a body, with what separates them
AHEAD: Final = 8  # requests sent before the one in front is answered
TAKEN: Final = 32 * KIB  # of an answer, in the time that a client has for it; or all of it
LINGER: Final = 1.0  # seconds in which a client can read why it is refused
OTHERS: Final = 256  # files of a process that are no clients: database, brokers, counterparts, uploads


class Bounds(NamedTuple):
    """Connections of a process, and seconds: for a head, unused, and for a part of an answer (`TAKEN`)."""

    most: int
    head: float
    unused: float
    taking: float


class Door:
    """What all connections of a process share. `waiting`: for their clients, the one that waits longest first."""

    def __init__(self, bounds: Bounds, always: Iterable[str] = ()) -> None:
        self.bounds, self.waiting = bounds, dict[Any, None]()
        self.always = frozenset(path.encode() for path in always)

    @classmethod
    def of(cls, settings: Settings, always: Iterable[str]) -> Door:
        """As the settings say; `always` are the paths that are answered however much else is asked."""
        times = settings.head_seconds, settings.unused_seconds, settings.taking_seconds
        return cls(Bounds(settings.connections, *times), always)


def files_for(connections: int) -> None:
    """Lets this process open as many files as it may have connections, beside its others. Raises Unfit."""
    needed, (soft, hard) = connections + OTHERS, resource.getrlimit(resource.RLIMIT_NOFILE)
    if resource.RLIM_INFINITY != hard < needed:
        raise Unfit(f"MOTCUA_CONNECTIONS: {connections} need {needed} open files, the system allows {hard}")
    if resource.RLIM_INFINITY != soft < needed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))
