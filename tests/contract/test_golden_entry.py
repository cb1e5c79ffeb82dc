"""One entry of a journal, kept for ever: its digest, its headers, and how a subscriber keeps it back.

Old chains must still follow their digests and old deferred records must still be read in every later version. Never
change what stands here; what is new may only stand beside it.
"""

from __future__ import annotations

import hmac
import json
from datetime import UTC, datetime
from uuid import UUID

from shared.kernel.entry import Entry, digest_of
from shared.kernel.envelope import headers_and_value, read_again
from shared.kernel.incoming import EventRecord
from shared.kernel.keys import Key
from tests.support.emitter import Row

PLAIN = Entry(
    dossier=UUID("01900000-0000-7000-8000-000000000001"),
    sequence=7,
    entity=UUID("01900000-0000-7000-8000-000000000002"),
    entity_type="dossier",
    before="submitted",
    after="accepted",
    message="Accept",
    cause=UUID("01900000-0000-7000-8000-000000000003"),
    id=UUID("01900000-0000-7000-8000-000000000004"),
    event="DossierAccepted",
    body='{"code":"H99.15-240601-0001","words":"Nộp hồ sơ"}',
    actor="officer:7",
    role="officer",
    agency="H99.15",
    at=datetime(2026, 3, 2, 1, 30, 0, 250000, tzinfo=UTC),
    correlation=UUID("01900000-0000-7000-8000-000000000005"),
    traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    previous=bytes(range(32)),
    digest=b"",
)
BARE = PLAIN._replace(before=None, agency=None, traceparent=None)
DIGEST = "721629ded422f5ebae4486e1a8ec31222e4a11ffc189ce02ff1e0f1fbcf18fcb"
BARE_DIGEST = "2b474c2394c6ab21b90e7a9c885a7d04514e41dac5998ec6ba35cd4fe0e379df"
HEADERS = {
    "ce_specversion": "1.0",
    "ce_id": "01900000-0000-7000-8000-000000000004",
    "ce_type": "motcua.intake.DossierAccepted",
    "ce_source": "/intake",
    "ce_subject": "01900000-0000-7000-8000-000000000002",
    "ce_time": "2026-03-02T01:30:00.250000Z",
    "ce_sequence": "0000000000000000007",
    "ce_dossier": "01900000-0000-7000-8000-000000000001",
    "ce_actor": "officer:7",
    "ce_role": "officer",
    "ce_correlationid": "01900000-0000-7000-8000-000000000005",
    "ce_causationid": "01900000-0000-7000-8000-000000000003",
    "ce_digest": DIGEST,
    "ce_previous": "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
    "ce_traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    "content-type": "application/json; charset=utf-8",
    "ce_agency": "H99.15",
}
MAC = "2026-a:f7cf2dde4a042658d8d5ca0156e2848e0d491f42c45dc364220899c75b3036df"


def test_old_chains_still_follow_their_digests() -> None:
    assert [digest_of(PLAIN).hex(), digest_of(BARE).hex()] == [DIGEST, BARE_DIGEST]


def test_it_travels_with_these_headers() -> None:
    """A later version may add some; these stay as they are."""
    headers = {name: value.decode() for name, value in headers_and_value("intake", row(PLAIN, DIGEST))[0]}
    assert headers | HEADERS == headers
    bare = {name: value.decode() for name, value in headers_and_value("intake", row(BARE, BARE_DIGEST))[0]}
    assert "ce_agency" not in bare
    assert bare["ce_traceparent"] == "00-01900000000070008000000000000005-8000000000000004-00"


def test_it_is_proved_by_these_bytes() -> None:
    """Readers of any language compute the same: a count, the names, the values, each ended by NUL, then the body."""
    headers = dict(headers_and_value("intake", row(PLAIN, DIGEST), Key("2026-a", "golden"))[0])
    parts = ["17", *HEADERS, *HEADERS.values(), PLAIN.body]
    mac = hmac.new(b"golden", "\0".join(parts).encode(), "sha256").hexdigest()
    assert headers["ce_mac"].decode() == f"2026-a:{mac}" == MAC


def test_an_entry_deferred_by_an_older_version_is_read_by_this_one() -> None:
    kept = HEADERS | {"ce_sequence": "7"}  # before 0.1.0 without zeros in front, and without ce_mac
    place = {"topic": "motcua.intake", "partition": 3, "offset": 41}
    record = read_again(place | {"headers": json.dumps(list(kept.items())), "value": PLAIN.body.encode()})
    assert isinstance(record, EventRecord)
    for name in ("dossier", "entity", "sequence", "id", "actor", "role", "agency", "correlation", "traceparent", "at"):
        assert getattr(record, name) == getattr(PLAIN, name), name
    assert (record.kind, record.digest, record.previous) == (HEADERS["ce_type"], DIGEST, PLAIN.previous.hex())


def row(entry: Entry, digest: str) -> Row:
    return Row(entry._replace(digest=bytes.fromhex(digest)))
