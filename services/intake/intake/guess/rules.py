"""How long a guess waits. Pure: the tallies and the moment are given; whose address it is, it refuses to know.

Only wrong second factors are counted, each in three tallies: of its client, of its code, and of all. A tally loses
one guess per `forget`; its level is what is left. A right factor is not counted, and a right token is not even asked
to wait: it has 128 bits, so no number of guesses matters. Four digits have 10,000 possibilities, so they wait:

- a client: 5 wrong guesses are free, then it waits 1 min, 2, 4 ... 4 h, each time after its own last one;
- a code above 20, or all above 1,000: the same doubling (every 10, every 500) for clients that have been wrong
  lately. A client with an empty tally does not wait, so strangers do not keep out an owner with the right digits;
- a code at 100: its digits are looked at again only as one guess is forgotten every 30 min. This is the one thing that
  also reaches a client without fault, and the token still opens that dossier.

What an attacker with k addresses gets, of 10,000 (`tests/unit/intake/test_how_often_one_may_guess.py` plays it):
against one code min(18 k, 147) guesses on the first day and min(6 k, 48) on each later one, so at most 1.47 % and then
0.48 % a day, however large k is; against all codes together 18 k and then 6 k, each with one chance in 10,000. To keep
the digits of one code closed takes 48 wrong guesses a day from 8 addresses, of n codes from 8 n.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple

SHORTEST, LONGEST = timedelta(minutes=1), timedelta(hours=4)
NONE = timedelta()
FULL = 100  # guesses in the tally of one code


class Limit(NamedTuple):
    """How a tally counts: `free` guesses without a pause, which then doubles with every `doubles` more."""

    free: int
    doubles: int
    forget: timedelta


CLIENT = Limit(free=5, doubles=1, forget=timedelta(hours=4))
CODE = Limit(free=20, doubles=10, forget=timedelta(minutes=30))
ALL = Limit(free=1000, doubles=500, forget=timedelta(seconds=10))


class Tally(NamedTuple):
    """The wrong guesses of one scope: when the last one was, and when all will be forgotten. None: there are none."""

    last: datetime | None
    drained_at: datetime | None


EMPTY = Tally(None, None)


def wait(client: Tally, code: Tally, everything: Tally, now: datetime) -> int:
    """The seconds this client's next guess at this code has to wait; 0: it may be looked at."""
    pause = max(_pause(client, CLIENT), _pause(code, CODE), _pause(everything, ALL))
    own = client.last + pause - now if client.last and _left(client, now) else NONE
    return max(0, ceil(max(own, _closed(code, now)).total_seconds()))


def is_closed(code: Tally, now: datetime) -> bool:
    """Are the digits of this code closed to every client?"""
    return _closed(code, now) > NONE


def _closed(code: Tally, now: datetime) -> timedelta:
    """How long until one more of its guesses is forgotten than it may have."""
    return _left(code, now) - (FULL - 1) * CODE.forget


def _left(tally: Tally, now: datetime) -> timedelta:
    """How long until nothing is left of it."""
    return max(NONE, tally.drained_at - now) if tally.drained_at else NONE


def _pause(tally: Tally, limit: Limit) -> timedelta:
    """What the level at the last guess costs; in whole guesses, or a moment between two would make one free."""
    level = round(_left(tally, tally.last) / limit.forget) if tally.last else 0
    beyond = (level - limit.free) / limit.doubles
    return NONE if beyond < 0 else min(LONGEST, SHORTEST * 2.0 ** min(beyond, 20))
