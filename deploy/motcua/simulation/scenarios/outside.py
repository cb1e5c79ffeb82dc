"""The scenario's side of the counterparts: payments at the bank, the post's plan, the portal's view, messages.

The bank's page is at the address that payment returns; plans for the post go to the sandbox's script routes.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from motcua.simulation.applicants import Applicant
from motcua.simulation.scenarios.looks import Looks
from motcua.stack.people import Person, good
from motcua.stack.waiting import until
from motcua_client.base import Answer
from motcua_client.models.payment import ChargeView
from motcua_client.payment import Payment
from shared.kernel.ids import named

LINK = re.compile(r"https://\S+/([0-9a-f-]{36})")


class Outside(Looks):
    """The same dossier at the counterparts."""

    desk: Person
    applicant: Applicant

    async def charge(self) -> ChargeView:
        """The newest charge of the dossier, once there is one."""

        async def look() -> ChargeView | None:
            found = (await self.owner.payment.list_charges(dossier=self.dossier)).body["charges"]
            return found[-1] if found else None

        return await until(look, f"a charge for dossier {self.dossier}")

    async def until_charge(self, state: str) -> ChargeView:
        """The charge, once it is in this state."""

        async def look() -> ChargeView | None:
            found = await self.charge()
            return found if found["state"] == state else None

        return await until(look, f"the charge of dossier {self.dossier} to be {state}")

    async def checkout(self) -> str:
        """Starts a payment and returns the address of the bank's page. Starts again if the bank declined."""

        async def look() -> str | None:
            charge = await self.charge()
            if charge["state"] == "open":
                await self._on_charge(self.owner, Payment.pay_charge)
            return charge["url"]

        return await until(look, f"where to pay for dossier {self.dossier}")

    async def at_the_bank(self, url: str, outcome: str = "paid", amount: int | None = None) -> None:
        """The payer's action on the bank's page: paid, failed or abandoned; `amount` only to take a wrong one."""
        does = {"outcome": outcome, "amount": amount}
        good(await self.owner.http.post(url.replace("/checkout/", "/pay/"), json=does))

    async def pay(self) -> None:
        """Starts a payment and pays on the bank's page."""
        await self.at_the_bank(await self.checkout())

    async def take_cash(self, person: Person) -> None:
        """The fee is paid in cash at the counter."""
        await self._on_charge(person, Payment.take_cash)

    async def _on_charge(self, person: Person, command: Callable[..., Awaitable[Answer[Any]]]) -> None:
        there, charge = person.payment, (await self.charge())["id"]
        await person.decides(lambda: there.read_charge(charge), lambda seen: command(there, charge, seen=seen))

    async def post_will(self, *plan: str) -> None:
        """Sets the parcel's plan: stages of the sandbox's post office."""
        code = (await self.seen())["code"]
        reference = f"{code}-{named('consignment', str(UUID(self.dossier))).hex[-8:]}"
        body = {"plan": plan, "reference": reference}
        good(await self.owner.http.post(f"{self.province.sandbox}/post/plan", json=body))

    async def letter(self, template: str) -> dict[str, Any]:
        """The notice of this kind, once the applicant may read it."""

        async def look() -> dict[str, Any] | None:
            notices = await self.owner.get("intake", f"{self.path}/notices")
            return next((each for each in notices if each["template"] == template), None)

        return await until(look, f"the notice {template} of dossier {self.dossier}")

    async def at_the_portal(self, code: str, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The portal's record of this code, once it fits."""

        async def look() -> dict[str, Any] | None:
            answer = await self.owner.http.get(f"{self.province.sandbox}/portal/ledger/{code}")
            found: dict[str, Any] | None = answer.json() if answer.is_success else None
            return found if found and fits(found) else None

        return await until(look, f"the portal to know of {code}")

    async def mail_comes_back(self) -> None:
        """From now on the applicant's mailbox returns what comes."""
        body = {"to": self.applicant.email, "fate": "returned"}
        good(await self.owner.http.put(f"{self.province.sandbox}/mailbox/fates", json=body))

    async def told(self, *fates: tuple[str, str]) -> list[dict[str, Any]]:
        """The dossier's notices, once one of them has become of its channels what is said: channel and outcome."""

        async def look() -> list[dict[str, Any]] | None:
            notices: list[dict[str, Any]] = await self.owner.get("intake", f"{self.path}/notices")
            became = [[(each["channel"], each["outcome"]) for each in notice["attempts"]] for notice in notices]
            return notices if [*fates] in became else None

        return await until(look, f"the applicant of dossier {self.dossier} to be told")

    async def messages(self, to: str) -> dict[str, dict[str, Any]]:
        """What has come to an address, by the notice that it leads to."""
        answer = good(await self.owner.http.get(f"{self.province.sandbox}/mailbox/messages", params={"to": to}))
        return {LINK.findall(one["body"])[0]: one for one in answer.json()["messages"]}
