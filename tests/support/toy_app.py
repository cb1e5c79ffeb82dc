"""One toy as a process of its own: `python -m tests.support.toy_app`, told by MOTCUA_* and MOTCUA_TOY (`name:tail`)."""

from __future__ import annotations

import os

from shared.web.service import Service, run
from tests.support.toy import Toys
from tests.support.toy_routes import routers


def main() -> None:
    name, _, tail = os.environ["MOTCUA_TOY"].partition(":")
    toys = Toys(tail)
    run(Service(name, "tests.support", toys.registries[name], routers(toys, name)))


if __name__ == "__main__":
    main()
