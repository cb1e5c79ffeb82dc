"""Each filter of the list of cases, on a real database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.kernel.ids import uuid7
from tests.support import filters, scenes
from tests.support.office import Office


async def test_each_filter_finds_a_case_and_leaves_it_out(office: Office) -> None:
    case, desk, agency = uuid7(), "H99.09", "H99.10"
    await office.receives(case, scenes.accepted(desk=desk, agency=agency, code="H99.09-261128-0001"))

    async def listed(query: Mapping[str, Any]) -> list[Any]:
        return list((await office.province.officer("officer:x", agency).get("workflow", "/v1/cases", **query))["cases"])

    seen = (await listed({}))[0]
    its_own = {
        "state": ([seen["state"], "stopped"], ["returned", "stopped"]),
        "code": (seen["code"].lower(), "H99.09-261128-0002"),
        "procedure": (seen["procedure"], "1.999999"),
        "agency": (agency, desk),
        "desk": (desk, agency),
        "late": ("false", "true"),
    }
    await filters.find(listed, str(case), its_own | filters.TIMES | filters.DUE)
