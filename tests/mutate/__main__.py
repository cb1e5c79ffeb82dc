"""Breaks each row, may, guard, renewal, deadline, call and ignored message of each machine; names what no test saw.

make mutate                     # all of them, some seconds
python -m tests.mutate --sample 50 --seed 7
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter

from rich.console import Console

from tests.mutate.judge import judge
from tests.mutate.mutants import entity_types, mutants_of

console = Console(highlight=False, markup=False, soft_wrap=True)


def main() -> int:
    """0: all are killed. 1: some survive, or the tests fail as they are."""
    asked = argparse.ArgumentParser(prog="python -m tests.mutate", description=__doc__)
    asked.add_argument("--sample", type=int, help="so many of them, chosen by the seed")
    asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    asked.add_argument("--entity_type", help="this one only")
    told = asked.parse_args()
    made = [
        mutant
        for entity_type in entity_types()
        if told.entity_type in (None, entity_type.name)
        for mutant in mutants_of(entity_type)
    ]
    if told.sample is not None:
        console.print(f"seed {told.seed}: {told.sample} of {len(made)} mutants")
        made = random.Random(told.seed).sample(made, min(told.sample, len(made)))
    verdict = judge(made)
    if verdict.broken:
        console.print("These fail without any mutant:", *verdict.broken, sep="\n  ")
        return 1
    alive = Counter(mutant.entity_type.name for mutant in verdict.survivors)
    for name, count in sorted(Counter(mutant.entity_type.name for mutant in made).items()):
        console.print(f"{name:12} {count:4} mutants, {alive[name]} survive")
    for mutant in verdict.survivors:
        console.print(f"survives: {mutant}")
    return 1 if verdict.survivors else 0


if __name__ == "__main__":
    sys.exit(main())
