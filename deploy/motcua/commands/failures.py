"""The sentence for each error that a command expects, but for those of the local stack, which have their own."""

from __future__ import annotations

import httpx2
from aiokafka.errors import KafkaError

from motcua.observe.each import reason
from motcua.stack.people import Unexpected
from motcua.stack.told import command
from shared.kernel.declared import Unfit

TONGUES = ("en", "vi")


def sentence(failure: Exception) -> str | None:
    """None for an error that is none of these, which is a bug."""
    match failure:
        case Unfit():
            return str(failure)
        case Unexpected():
            return _message(failure)
        case httpx2.TransportError():
            return f"A service does not answer ({reason(failure)}). Check what is running with: {command('status')}"
        case KafkaError():
            return f"Kafka does not answer ({reason(failure)}): see if it runs ({command('status')}), and MOTCUA_KAFKA"
    return None


def _message(refused: Unexpected) -> str:
    """A problem document: its sentence in both languages, what is wrong in the body, then where.

    Any other response as it is.
    """
    try:
        problem = refused.problem
        texts = [dict.fromkeys([problem[tongue]["title"], problem[tongue]["detail"]]) for tongue in TONGUES]
    except (ValueError, KeyError):
        return str(refused)
    wrong = [f"{each['pointer']}: {each[tongue]}" for tongue in TONGUES for each in problem.get("errors", ())]
    return "\n".join([*(": ".join(each) for each in texts), *wrong, f"({problem['status']} {problem['instance']})"])
