"""Every spelling a personal string may travel in is looked for, in every part of a record."""

from types import SimpleNamespace

import pytest

from motcua.verify.privacy import disguises, whole

SPELLINGS = {
    "as it is": "Võ Thị Ánh".encode(),
    "decomposed": "Vo\u0303 Thi\u0323 A\u0301nh".encode(),
    "escaped JSON": b"V\\u00f5 Th\\u1ecb \\u00c1nh",
    "an address": b"V%C3%B5%20Th%E1%BB%8B%20%C3%81nh",
    "a form": b"V%C3%B5+Th%E1%BB%8B+%C3%81nh",
}


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_it_is_found_however_it_is_spelled(spelling: bytes) -> None:
    assert spelling in disguises("Võ Thị Ánh")


def test_key_headers_and_value_are_all_looked_at() -> None:
    record = SimpleNamespace(key=b"the key", headers=[("ce_actor", b"the actor")], value=b"the value")
    assert all(part in whole(record) for part in (b"the key", b"ce_actor", b"the actor", b"the value"))
