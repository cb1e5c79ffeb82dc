"""The named instants at which tests kill a process. The only hook in the house that exists for tests.

`MOTCUA_KILL_AT=relay.before_send` (or `relay.before_send:3` for the third time) ends the process there
with SIGKILL, as a power cut would. Production settings refuse to start with it set. The instants are
relay.before_send, relay.after_send, consumer.after_commit, api.after_commit, due.after_commit,
fanout.before_commit, fanout.after_commit, and in intake
store.after_put, store.before_remove and store.after_remove.
"""

from __future__ import annotations

import os
import signal

_seen: dict[str, int] = {}


def reach(instant: str) -> None:
    """Die here if the environment says so."""
    wanted, _, times = os.environ.get("MOTCUA_KILL_AT", "").partition(":")
    if wanted == instant:
        _seen[instant] = _seen.get(instant, 0) + 1
        if _seen[instant] >= int(times or 1):
            os.kill(os.getpid(), signal.SIGKILL)
