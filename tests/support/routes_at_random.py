"""Routes and procedures at random: branches, joins, fees, several signatures, steps in any order.

What is written is sound in itself (each code once, no circle, every way ends) and nothing more: whether the engine
carries it is for the product to say. `luck` is a seeded Random, or hypothesis' own, which knows how to simplify.
"""

from __future__ import annotations

from itertools import pairwise
from random import Random
from typing import Any

from tests.support.reference import Document, procedure, route, step, text

FEES: list[Document] = [
    {"code": "LP1", "kind": "le-phi", "title": text(), "amount": 8_000},
    {"code": "P1", "kind": "phi", "title": text(), "amount": 150_000},
]
WORK = ("appraise", "appraise", "appraise", "consult", "consult", "collect")
MOSTLY_ONE = (1, 1, 1, 1, 1, 1, 2)
SELDOM_ANY = (0, 0, 0, 0, 0, 1)


def route_at_random(luck: Random) -> Document:
    """Up to a dozen steps in layers: some work in branches, mostly one signature, seldom more work, a return."""
    before = [[luck.choice(WORK) for _ in range(luck.choice((1, 1, 2, 3)))] for _ in range(luck.choice((0, 1, 1, 2)))]
    signatures = ["sign"] * luck.choice(MOSTLY_ONE)
    after = [[luck.choice(WORK)] for _ in range(luck.choice(SELDOM_ANY))]
    returns = ["return"] * luck.choice(MOSTLY_ONE)
    layers = [[luck.choice(WORK)], *before, signatures, *after, returns]
    named = [[f"{kind}-{n}{m}" for m, kind in enumerate(layer)] for n, layer in enumerate(layers)]
    nexts = _joined(luck, named)
    steps = [_step(code, nexts[code]) for layer in named for code in layer]
    return route(*steps, first=named[0][0], working_hours=80)


def _step(code: str, ahead: list[str]) -> Document:
    kind = code.partition("-")[0]
    role = "supervisor" if kind == "sign" else "officer"
    return step(code, kind, *ahead, role=role, hours=4)


def _joined(luck: Random, layers: list[list[str]]) -> dict[str, list[str]]:
    """Each step leads to some of the next layer, and each of that is led to; now and then one skips a layer of work."""
    nexts: dict[str, list[str]] = {code: [] for layer in layers for code in layer}
    for here, ahead in pairwise(layers):
        for code in here:
            nexts[code] += luck.sample(ahead, luck.randint(1, len(ahead)))
        led_to = {code for known in here for code in nexts[known]}
        for lonely in ahead:
            if lonely not in led_to:
                nexts[luck.choice(here)].append(lonely)
    for here, between, ahead in zip(layers, layers[1:], layers[2:], strict=False):
        if luck.choice(SELDOM_ANY) and not between[0].startswith("sign"):
            nexts[here[0]].append(ahead[0])
    return nexts


def procedure_at_random(luck: Random, of: Document) -> Document:
    """A procedure that takes this route: with a fee or without, returned at the desk or by post."""
    collects = any(each["kind"] == "collect" for each in of["steps"])
    changes: dict[str, Any] = {
        "fees": luck.choice(([], FEES[:1], FEES) if collects else ([], [], FEES)),
        "returns": luck.choice((["desk"], ["desk"], ["post"], ["desk", "post"])),
        "clock_on_supplement": luck.choice(("restart", "suspend")),
        "hours": 80,
    }
    return procedure(route=of["code"], **changes)
