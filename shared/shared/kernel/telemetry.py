"""What a service counts, and how it logs. Nothing here decides anything.

Counters are per batch or per rare event, never per row read; logs are one JSON line each, without
personal data: ids, codes and reasons only.
"""

from __future__ import annotations

import logging
import sys
import time

import structlog
from prometheus_client import Counter, Gauge

RECEIVED = Counter("motcua_received", "Lines that came over Kafka, by where they stood", ["producer", "place"])
PARKED = Counter("motcua_parked", "Lines parked, by kind", ["producer", "kind"])
UNPROVED = Counter("motcua_unproved", "Records without a MAC, accepted while keys are rolled out", ["producer"])
FORKS = Counter("motcua_forks", "Lines that contradict what was received before", ["producer"])
SENT = Counter("motcua_sent", "Lines the relay has sent")
STUCK = Gauge("motcua_relay_stuck", "Dossiers whose tickets wait behind a line that cannot be sent")
LEADS = Gauge("motcua_relay_leads", "1 while this process leads the relay")
FIRED = Counter("motcua_fired", "Deadlines fired", ["name"])
FANNED_OUT = Counter("motcua_fanned_out", "Timers inserted by fan-outs", ["name"])
FANOUTS = Gauge("motcua_fanouts", "Fan-outs that are not finished")
CALLS = Counter("motcua_calls", "Calls made, by outcome", ["name", "outcome"])
BEHIND = Gauge("motcua_behind", "Lines said but not received here, at the last look", ["producer"])
BROKER_AWAY = Gauge("motcua_broker_away", "1 while the broker does not answer", ["part"])


class Rarely(logging.Filter):
    """Lets aiokafka speak once a second: it says the same hundreds of times while a broker is away."""

    def __init__(self) -> None:
        super().__init__()
        self._next = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        now = time.monotonic()
        if not record.name.startswith("aiokafka"):
            return True
        if now < self._next:
            return False
        self._next = now + 1
        return True


def configure(service: str, level: str = "INFO") -> None:
    """JSON lines on standard error for us and for the libraries; call once per process."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    structlog.contextvars.bind_contextvars(service=service)
    handler = logging.StreamHandler()
    handler.addFilter(Rarely())
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s", handlers=[handler])
