"""What is away, in one sentence that says what to look at: for `/readyz`, the log, and the operator's commands.

It never repeats what an exception quotes, which may be personal.
"""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Coroutine
from typing import Any

from aiokafka.errors import (
    KafkaConnectionError,
    KafkaError,
    KafkaTimeoutError,
    NodeNotReadyError,
    RequestTimedOutError,
)

from shared.kernel.brokers import Kafka, explain
from shared.kernel.errors import Unavailable
from shared.kernel.failure import Failure, failure
from shared.kernel.traces import name

SILENT = (KafkaConnectionError, KafkaTimeoutError, NodeNotReadyError, RequestTimedOutError, TimeoutError)
DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
#: What PostgreSQL says, by SQLSTATE or how it begins, and what to look at.
SAID = {
    "28": "the database refuses the user or the password: see MOTCUA_DATABASE_URL",
    "25006": "the database is a standby, which takes no changes: see MOTCUA_DATABASE_URL",
    "53100": "the database has no space left on its disk",
    "53300": "the database has no connection left: see its max_connections",
    "57P": "the database is being started or stopped: see its log",
}


def no_broker(kafka: Kafka) -> str:
    at = str(kafka)
    return f"Kafka does not answer at {at}: see if it runs, and MOTCUA_KAFKA" if at else "MOTCUA_KAFKA names no Kafka"


async def no_kafka(kafka: Kafka, error: BaseException) -> str:
    """Why a client of Kafka got this error: the brokers are away, or refuse it."""
    if why := await explain(kafka, error):
        return why
    away = isinstance(error, SILENT) or type(error) is KafkaError
    return no_broker(kafka) if away else f"Kafka at {kafka} refuses what it is asked ({type(error).__name__})"


def no_database(error: BaseException) -> str:
    state = str(getattr(error, "sqlstate", None) or getattr(getattr(error, "orig", None), "sqlstate", None))
    known = next((text for begin, text in SAID.items() if state.startswith(begin)), None)
    return known or f"the database does not answer ({type(error).__name__}): see if it runs, and MOTCUA_DATABASE_URL"


async def sentence(error: BaseException, kafka: Kafka) -> str:
    """What this failure of a part tells its operator."""
    fate = failure(error)
    if fate is Failure.BUG:
        return f"a bug ({name(error)}): the log has its trace"
    if fate is Failure.AGAIN:
        return f"another session is in the way ({type(error).__name__}): it is tried again"
    return await no_kafka(kafka, error) if isinstance(error, KafkaError) else _away(error)


def _away(error: BaseException) -> str:
    match error:
        case Unavailable():
            return error.part or str(error)
        case OSError() if error.errno in DISK:
            return "the disk of MOTCUA_STATE is full, or cannot be written"
    if type(error).__module__.startswith("httpx2"):
        return f"a counterpart does not answer ({type(error).__name__})"
    return no_database(error)


async def silence(question: Coroutine[Any, Any, object], seconds: float) -> BaseException | None:
    """Why there is no answer within this time; None if there is. An open question is given up, and not waited for."""
    asking = asyncio.ensure_future(question)
    if (await asyncio.wait([asking], timeout=seconds))[0]:
        return asking.exception()
    asking.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
    asking.cancel()
    return TimeoutError()
