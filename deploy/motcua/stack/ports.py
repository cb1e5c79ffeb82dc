"""Finds free ports on 127.0.0.1.

Ports are below the kernel's ephemeral range: while a server is restarted, no outgoing connection can be given its
port (nor connect to itself, which TCP allows).
"""

import random
import socket
from collections.abc import Collection

from motcua.stack.troubles import NoFreePort

HOST = "127.0.0.1"
FIRST, LAST = 20_000, 32_000


def free(port: int) -> bool:
    """Whether a server could listen on `port` now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def kept_or_new(kept: int | None, taken: Collection[int] = ()) -> int:
    """The port used last time if it is still free, else another one that is not in `taken`."""
    if kept is not None and free(kept):
        return kept
    for port in random.sample(range(FIRST, LAST), 200):
        if port not in taken and free(port):
            return port
    raise NoFreePort
