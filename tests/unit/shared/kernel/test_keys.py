"""Event keys: what a MAC covers, whose keys count, and that no two records have one."""

from __future__ import annotations

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.declared import Unfit
from shared.kernel.envelope import headers_and_value, read, read_again
from shared.kernel.ids import uuid7
from shared.kernel.incoming import EventRecord, Rejected
from shared.kernel.keys import EventKeys, Key, Names
from tests.support.emitter import Emitter, Record, Row, recorded
from tests.support.toy import Toys
from tests.support.toy_words import Ask, Poke

TOYS = Toys("keys")
ASK, BELL = TOYS.ask.producer, TOYS.bell.producer
OLD, NEW, OTHER = f"{ASK}:1:the-old-one", f"{ASK}:2:the-new-one", f"{BELL}:1:of-another"
KEYS = EventKeys(f"{NEW},{OLD},{OTHER}")


@pytest.fixture(scope="module")
def emitter() -> Emitter:
    emitter = Emitter(TOYS.ask)
    emitter.emit(uuid7(), Ask(words="Nộp hồ sơ"), Poke())
    return emitter


def sent(emitter: Emitter, keys: EventKeys | None = None, signer: str = ASK) -> Record:
    """A record as the relay sends it."""
    entry, key = emitter.entries[0], (keys or KEYS).own(signer)
    return Record(f"motcua.{ASK}", 0, 3, entry.body.encode(), headers_and_value(ASK, Row(entry), key)[0])


def why(record: Record, keys: EventKeys = KEYS) -> str:
    """Why it is not taken; empty if it is."""
    found = read(record, keys)
    if isinstance(found, EventRecord):
        return ""
    assert (found.kind, found.topic, found.partition, found.offset) == ("forged", record.topic, 0, 3)
    return found.why


@pytest.mark.parametrize("secret", ["short", "x" * 64, "longer than a block of SHA-256 " * 3])
def test_a_mac_is_hmac_sha_256(secret: str) -> None:
    expected = hmac.new(secret.encode(), b"2\0a\0b\x001\x002\0body", "sha256").hexdigest()
    assert Key("k", secret).mac(Names("a", "b"), b"1\x002\0body") == f"k:{expected}".encode()


def test_the_first_key_signs_and_both_prove(emitter: Emitter) -> None:
    record = sent(emitter)
    assert dict(record.headers)["ce_mac"].startswith(b"2:")
    assert [why(record), why(sent(emitter, EventKeys(OLD)))] == ["", ""]
    assert why(record, EventKeys(OLD)) == f"no key 2 of {ASK} is known here"
    assert why(record, EventKeys(OTHER)) == f"no key 2 of {ASK} is known here"


def test_what_is_altered_added_or_taken_away_is_forged(emitter: Emitter) -> None:
    genuine = sent(emitter)
    for name, value in genuine.headers:
        if name not in ("ce_mac", "ce_agency"):
            rest = [(each, was) for each, was in genuine.headers if each != name]
            other = value[:-1] + (b"1" if value[-1:] != b"1" else b"2")
            assert rejected(genuine, [*rest, (name, other)]), name
            assert rejected(genuine, rest), name
    assert rejected(genuine, [*genuine.headers, ("ce_extra", b"1")])
    assert rejected(genuine, [*genuine.headers, ("ce_actor", b"a stranger")])
    assert rejected(genuine, genuine.headers, b"{}")


def rejected(genuine: Record, headers: object, value: bytes | None = None) -> bool:
    return isinstance(read(Record(genuine.topic, 0, 3, value or genuine.value, list(headers)), KEYS), Rejected)  # type: ignore[call-overload]


@pytest.mark.parametrize("mac", ["", "1", "1:", "1:zz", "ệ:ệ", "2:" + 64 * "0", "x" * 5000])
def test_whatever_stands_for_a_mac(emitter: Emitter, mac: str) -> None:
    assert why(recorded(ASK, emitter.entries[0], 3, ce_mac=mac))


def test_a_key_of_another_producer_proves_nothing(emitter: Emitter) -> None:
    assert why(sent(emitter, signer=BELL)) == "its ce_mac does not fit"


def test_a_genuine_record_on_another_topic_is_forged(emitter: Emitter) -> None:
    genuine = sent(emitter)
    moved = Record(f"motcua.{BELL}", 0, 3, genuine.value, genuine.headers)
    assert why(moved) == f"it names {ASK} as its producer, on motcua.{BELL}"


def test_a_missing_mac_is_taken_only_while_keys_are_rolled_out(emitter: Emitter) -> None:
    headers, value = headers_and_value(ASK, Row(emitter.entries[0]))
    bare = Record(f"motcua.{ASK}", 0, 3, value, headers)
    assert why(bare) == "it has no ce_mac"
    rolling = EventKeys(OLD, rolling_out=True)
    assert why(bare, rolling) == ""
    assert why(sent(emitter), rolling) == f"no key 2 of {ASK} is known here"


def test_what_was_kept_is_proved_again(emitter: Emitter) -> None:
    found = read(sent(emitter), EventKeys(OLD))
    assert isinstance(found, Rejected)
    row = {name: getattr(found, name) for name in ("topic", "partition", "offset", "headers", "value")}
    assert isinstance(read_again(row, EventKeys(OLD)), Rejected)
    assert isinstance(read_again(row, KEYS), EventRecord)


def test_whoever_lacks_a_key_is_told_at_once() -> None:
    KEYS.cover({ASK, BELL})
    with pytest.raises(Unfit, match=r"^MOTCUA_EVENT_KEYS: lacks echo, x$"):
        KEYS.cover({ASK, "x", "echo"})


KEY = Key("k", "any")
text = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=4)
parts = st.tuples(st.dictionaries(text, text, max_size=3), st.binary(max_size=6))


@given(parts, parts)
def test_no_two_records_have_one_mac(one: tuple[dict[str, str], bytes], other: tuple[dict[str, str], bytes]) -> None:
    macs = [KEY.mac(Names(*names), "\0".join((*names.values(), "")).encode() + value) for names, value in (one, other)]
    same = (list(one[0].items()), one[1]) == (list(other[0].items()), other[1])
    assert (macs[0] == macs[1]) == same
