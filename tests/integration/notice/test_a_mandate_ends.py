"""Who acts for another, and for whom, are told when that ends."""

from __future__ import annotations

from uuid import UUID

from tests.integration.notice.conftest import received
from tests.support import dossiers
from tests.support.counter import Counter
from tests.support.sandbox import Scripts


async def test_when_a_mandate_ends_both_sides_are_told_once(counter: Counter, scripts: Scripts) -> None:
    person = dossiers.mandating()["person"] | {"phone": "0199000091"}
    body = dossiers.mandating(person=person, representative=person | {"phone": "0199000092", "born": None})
    unit = {"name": "Công ty Chè", "tax_code": "9900000009", "phone": "0199000093"}
    company = body | {"ground": "legal-representative", "person": None, "organisation": unit, "language": "en"}
    agent, stranger = (counter.province.applicant(f"applicant:{name}") for name in ("agent", "stranger"))
    head = counter.province.supervisor("supervisor:desk", dossiers.DESK)
    revoked, expired = [(await agent.post("intake", "/v1/mandates", each))["id"] for each in (body, company)]
    await head.act("intake", f"/v1/mandates/{revoked}", "revocation")
    await counter.rows("update scheduled set at = now() - interval '1 second' where entity = $1", expired)
    await counter.fire()
    await counter.call()
    for id_, how, other in ((revoked, "revoked", "0199000091"), (expired, "expired", "0199000093")):
        sides = [f"mandate-{how}-agent", f"mandate-{how}-principal"]
        assert await counter.notices(id_) == [(side, "sent") for side in sides]
        rows = await counter.rows("select id, template from notices where dossier = $1 order by 2", UUID(id_))
        for row in rows:
            to = "0199000092" if row["template"].endswith("agent") else other
            found = [each["body"] for each in await received(scripts, to) if str(row["id"]) in each["key"]]
            assert len(found) == 1, (how, to)
            read = await agent.get("intake", f"/v1/notices/{row['id']}")
            assert (read["dossier"], read["template"]) == (id_, row["template"])
            by_desk = "Xử lý: Trung tâm Phục vụ hành chính công tỉnh" in read["text"]["vi"]["body"]
            assert by_desk == (how == "revoked"), "its supervisor has done it"
            assert (await stranger.ask("GET", "intake", f"/v1/notices/{row['id']}")).status_code == 404
    assert "Quý đơn vị" in read["text"]["vi"]["body"]
    assert "(legal representative) expired at" in read["text"]["en"]["body"]
    assert found[0].startswith("An authority to act for you expired at")
