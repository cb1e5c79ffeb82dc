"""One running process of a service: its address, its log, and whether it is ready. `services` starts it."""

import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from motcua.stack.ports import HOST
from motcua.stack.troubles import DidNotStart, tail

TIMEOUT = 60.0  # seconds until it must be ready


@dataclass(frozen=True)
class Instance:
    """A process of `service`; `label` tells several of them apart."""

    service: str
    label: str
    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def ready(self) -> bool:
        """Whether it answers /readyz with 200 now."""
        return _status(f"{self.url}/readyz") == "200"

    def wait(self, alive: Callable[[], bool]) -> None:
        """Waits until it is ready. Raises DidNotStart when the process ends or the time is over."""
        until = time.monotonic() + TIMEOUT
        while (answer := _status(f"{self.url}/readyz")) != "200":
            if not alive():
                raise DidNotStart(f"{self.label} ended. {tail(self.log)}")
            if time.monotonic() > until:
                raise DidNotStart(
                    f"{self.label} was not ready after {TIMEOUT:.0f} s (/readyz: {answer}). {tail(self.log)}"
                )
            time.sleep(0.05)


def _status(url: str) -> str:
    """The status of a GET, or the error. Without a proxy, since it is on this machine."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=5) as answer:
            return str(answer.status)
    except urllib.error.HTTPError as refused:
        refused.close()
        return str(refused.code)
    except OSError as failed:
        return repr(failed)
