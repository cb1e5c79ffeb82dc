"""What counts as received and as changed in a list of dossiers: handing in, and what happens to the case."""

from __future__ import annotations

from tests.support import dossiers
from tests.support.counter import Counter


async def test_a_dossier_is_received_when_it_is_handed_in(counter: Counter) -> None:
    owner, first = await counter.submitted()
    draft = await dossiers.drafted(owner)
    listed = (await owner.get("intake", "/v1/dossiers"))["dossiers"]
    assert [f"/v1/dossiers/{row['id']}" for row in listed] == [first, draft]
    later = (await owner.get("intake", "/v1/dossiers", sort="-changed"))["as_of"]
    assert (await owner.get("intake", "/v1/dossiers", received_from=later))["dossiers"] == []
    for component in ("TP01", "TP02", "TP03"):
        assert (await dossiers.uploaded(owner, draft, component)).is_success
    await owner.act("intake", draft, "submission")
    listed = (await owner.get("intake", "/v1/dossiers", received_from=later))["dossiers"]
    assert [f"/v1/dossiers/{row['id']}" for row in listed] == [draft], "it was begun before"


async def test_what_happens_to_the_case_changes_its_dossier(counter: Counter) -> None:
    """The dossier itself has not moved; what is shown of it has."""
    owner, path = await counter.submitted()
    await counter.desk.act("intake", path, "acceptance")
    then = (await owner.get("intake", "/v1/dossiers"))["as_of"]
    before = (await owner.get("intake", path))["revision"]
    assert (await owner.get("intake", "/v1/dossiers", changed_since=then))["dossiers"] == []
    await counter.at_the_agency(path)
    page = await owner.get("intake", "/v1/dossiers", changed_since=then, stage=["received"], count="true")
    [row] = page["dossiers"]
    assert (row["case"]["stage"], row["revision"], page["count"]) == ("received", before, 1)
    assert (await owner.get("intake", "/v1/dossiers", changed_since=page["as_of"]))["dossiers"] == []
