"""The metrics of a service, and its logging.

Counters are updated per batch or per rare event, never per row. A log entry is one line of JSON with ids, codes and
reasons only, never personal data.
"""

from __future__ import annotations

import logging
import sys
import time

import structlog
from prometheus_client import Counter, Gauge

RECEIVED = Counter("motcua_received", "Records consumed, by place beside the checkpoint", ["producer", "place"])
PARKED = Counter("motcua_parked", "Records parked, by kind", ["producer", "kind"])
UNPROVED = Counter("motcua_unproved", "Records without a MAC, accepted while keys are rolled out", ["producer"])
FORKS = Counter("motcua_forks", "Records that contradict what was received before", ["producer"])
SENT = Counter("motcua_sent", "Records sent by the relay")
STUCK = Gauge("motcua_relay_stuck", "Dossiers whose outbox rows wait behind a record that cannot be sent")
LEADS = Gauge("motcua_relay_leads", "1 while this process leads the relay")
FIRED = Counter("motcua_fired", "Timers fired", ["name"])
FANNED_OUT = Counter("motcua_fanned_out", "Timers inserted by fan-outs", ["name"])
FANOUTS = Gauge("motcua_fanouts", "Fan-outs that are not finished")
CALLS = Counter("motcua_calls", "Calls made, by outcome", ["name", "outcome"])
BEHIND = Gauge("motcua_behind", "Events not received here, at the last catch-up", ["producer"])
BROKER_AWAY = Gauge("motcua_broker_away", "1 while the broker does not answer", ["part"])


class Rarely(logging.Filter):
    """Limits aiokafka to one log entry a second: it repeats itself hundreds of times while a broker is away."""

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
    """Logs to standard error, JSON lines for our own entries; to be called once per process."""
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
