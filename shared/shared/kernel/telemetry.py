"""The logging of a service: a log entry is one line of JSON with ids, codes and reasons only, never personal data."""

from __future__ import annotations

import logging
import sys
import time

import structlog


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
