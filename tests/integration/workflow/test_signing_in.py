"""Officers exchange the token of their sign-in for one of ours, in one role that the table has now."""

from __future__ import annotations

from typing import Any

import httpx2

from motcua.stack.issuer import Issuer
from shared.web.auth import Role
from tests.support.exchanging import claims_of, exchanges
from tests.support.office import Office

BEGUN, ENDED = "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"
MINE, OTHER = "H99.03", "H99.04"


async def known(office: Office, subject: str, *roles: tuple[str, str | None]) -> dict[str, Any]:
    """An officer who holds these roles."""
    title = {"vi": "Chuyên viên", "en": "Officer"}
    held = [{"role": role, "agency": at, "valid_from": BEGUN, "valid_until": None} for role, at in roles]
    body = {"subject": subject, "name": "Lê Thị Hoa", "title": title, "email": None, "telephone": None, "roles": held}
    operator = office.person("operator:one", Role.OPERATOR)
    made: dict[str, Any] = await office.does(operator, "POST", "/v1/officers", json=body)
    return made


async def signs_in(office: Office, issuer: Issuer, subject: str, **form: str) -> httpx2.Response:
    return await exchanges(office.person("nobody", Role.APPLICANT), "workflow", issuer.sign_in(subject), **form)


async def me(office: Office, token: str) -> tuple[int, Any]:
    answer = await office.person("nobody", Role.APPLICANT).http.get(
        "http://workflow/v1/me", headers={"Authorization": f"Bearer {token}"}
    )
    told = answer.json()
    return answer.status_code, (told.get("actor"), told.get("role"), told.get("agency") and told["agency"]["id"])


async def test_the_only_role_needs_no_choice_and_another_is_chosen_by_asking_again(
    office: Office, issuer: Issuer
) -> None:
    made = await known(office, "officer:one", ("officer", MINE))
    answer = await signs_in(office, issuer, "officer:one")
    assert answer.json()["scope"] == f"officer@{MINE}"
    assert claims_of(answer).keys().isdisjoint({"name", "applicant"})
    first = answer.json()["access_token"]
    assert await me(office, first) == (200, ("officer:one", "officer", MINE))

    roles = [*(made["roles"]), {"role": "supervisor", "agency": OTHER, "valid_from": BEGUN, "valid_until": None}]
    body = {name: made[name] for name in ("name", "title", "email", "telephone")}
    body["roles"] = [{name: one[name] for name in ("role", "agency", "valid_from", "valid_until")} for one in roles]
    operator = office.person("operator:one", Role.OPERATOR)
    made = await office.does(operator, "PUT", f"/v1/officers/{made['id']}", json=body)
    asked = await signs_in(office, issuer, "officer:one")
    told = asked.json()
    assert (asked.status_code, told["type"], told["error"]) == (400, "/problems/role-to-choose", "invalid_scope")
    assert [(one["scope"], bool(one["title"])) for one in told["choices"]] == [
        (f"officer@{MINE}", True),
        (f"supervisor@{OTHER}", True),
    ]
    for one in told["choices"]:
        given = (await signs_in(office, issuer, "officer:one", scope=one["scope"])).json()["access_token"]
        assert await me(office, given) == (200, ("officer:one", one["role"], one["agency"]))
    headers = {"Authorization": f"Bearer {given}"}
    own = (await operator.http.get("http://workflow/v1/account", headers=headers)).json()
    assert (own["actor"], own["name"], own["title"]["vi"]) == ("officer:one", "Lê Thị Hoa", "Chuyên viên")
    assert (own["scope"], own["choices"]) == (f"supervisor@{OTHER}", told["choices"])
    wrong = await signs_in(office, issuer, "officer:one", scope=f"supervisor@{MINE}")
    assert (wrong.status_code, wrong.json()["choices"]) == (400, told["choices"])

    [role] = [one["id"] for one in made["roles"] if one["role"] == "officer"]
    await office.does(operator, "POST", f"/v1/officers/{made['id']}/roles/{role}/end")
    gone = await signs_in(office, issuer, "officer:one", scope=f"officer@{MINE}")
    assert gone.json()["error"] == "invalid_scope", "the table is asked each time"
    assert (await me(office, first))[0] == 200, "what was given stays good for its ten minutes"


async def test_who_has_no_row_is_refused_and_told_so_in_both_languages(office: Office, issuer: Issuer) -> None:
    await known(office, "officer:idle")
    for subject in ("officer:unknown", "officer:idle", "applicant:somebody"):
        answer = await signs_in(office, issuer, subject)
        told = answer.json()
        assert (answer.status_code, told["type"], told["error"]) == (400, "/problems/no-role", "invalid_request")
        assert told["vi"]["detail"] != told["en"]["detail"]
        assert "choices" not in told


async def test_operators_work_for_no_agency(office: Office, issuer: Issuer) -> None:
    await known(office, "operator:another", ("operator", None))
    given = (await signs_in(office, issuer, "operator:another")).json()["access_token"]
    assert await me(office, given) == (200, ("operator:another", "operator", None))


async def test_a_sign_in_is_no_token_of_a_route_and_ours_is_no_sign_in(office: Office, issuer: Issuer) -> None:
    await known(office, "operator:two", ("operator", None))
    nobody = office.person("nobody", Role.APPLICANT)
    signed_in = issuer.sign_in("operator:two", role="operator")
    answer = await nobody.http.get("http://workflow/v1/me", headers={"Authorization": f"Bearer {signed_in}"})
    assert (answer.status_code, answer.json()["wrong"]) == (401, "not_exchanged")
    given = (await exchanges(nobody, "workflow", signed_in)).json()["access_token"]
    for own in (given, issuer.token("operator:two", Role.APPLICANT)):
        again = await exchanges(nobody, "workflow", own)
        assert (again.status_code, again.json()["type"], again.json()["wrong"]) == (
            400,
            "/problems/sign-in-refused",
            "issuer",
        )
    service = await exchanges(nobody, "workflow", issuer.token("service:intake", Role.SERVICE))
    assert (service.status_code, service.json()["wrong"]) == (400, "role")
    as_applicant = await nobody.http.get(
        "http://workflow/v1/officers",
        headers={"Authorization": f"Bearer {issuer.token('operator:two', Role.APPLICANT)}"},
    )
    assert as_applicant.status_code == 403
