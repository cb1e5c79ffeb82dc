"""One test over many cases: it lists those that fail, instead of being as many tests.

For what is walked because it is there (files, events, operations). Where each case is a thought of its own,
`pytest.mark.parametrize` names it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any

Test = Callable[..., Any]


def plain(case: Any) -> str:
    """The default name of a case."""
    return " ".join(map(str, case)) if isinstance(case, tuple) else str(case)


def over(names: str, cases: Iterable[Any], name: Callable[[Any], str] = plain) -> Callable[[Test], Test]:
    """As `parametrize(names, cases)`, in one test; its other arguments are fixtures as ever."""
    known, wanted = list(cases), [part.strip() for part in names.split(",")]

    def decorate(test: Test) -> Test:
        signature = inspect.signature(test)
        fixtures = [one for one in signature.parameters.values() if one.name not in wanted]

        async def replay(**given: Any) -> None:
            found = []
            for case in known:
                values = case if len(wanted) > 1 else (case,)
                try:
                    done = test(**dict(zip(wanted, values, strict=True)), **given)
                    if inspect.isawaitable(done):
                        await done
                except Exception as error:
                    found.append(f"{name(case)}: {type(error).__name__}: {error}")
            assert not found, "\n".join([f"{len(found)} of {len(known)}:", *found])

        def run(**given: Any) -> None:
            walking = replay(**given)
            try:
                walking.send(None)
            except StopIteration:
                return
            raise AssertionError("only an async test may wait")

        made: Test = replay if inspect.iscoroutinefunction(test) else run
        made.__name__, made.__doc__, made.__module__ = test.__name__, test.__doc__, test.__module__
        made.__signature__ = signature.replace(parameters=fixtures)  # type: ignore[attr-defined]
        return made

    return decorate
