"""Fictitious applicants and what they submit, for the demo and the tests only.

Names are combined from common parts, numbers are from unassigned ranges, mail goes to .example. Everything personal
is in `secrets`, so that a scan can search for exactly these strings.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import cycle, islice
from typing import Any

SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô")
GIVEN = (
    *("Thị Hoài Thương", "Văn Đức Trọng", "Ngọc Ánh Tuyết", "Quốc Khánh Duy", "Thị Bích Trâm", "Hữu Phước Lộc"),
    *("Minh Châu Giang", "Đình Bảo Long", "Thị Kiều Diễm", "Thanh Tùng Lâm", "Xuân Hương Giang", "Gia Hưng Thịnh"),
)
STREETS = ("Bến Thuyền", "Cầu Đá", "Đồng Mây", "Suối Trong", "Thượng Ngàn", "Hoa Phượng", "Lũy Tre", "Giếng Cổ")
PROVINCE, COMMUNE = "24", "07210"
KINDS = {5: "organisation", 9: "group"}  # of every thirty one company, and one household
GOODS = ("Chè búp sấy", "Mật ong rừng", "Gạo nếp nương", "Nước mắm cá cơm", "Bánh gai", "Vải lanh dệt tay")


@dataclass(frozen=True)
class Applicant:
    """One fictitious person, who may have a company or a household, and answers to the sample procedures' forms.

    `account`: the subject of their token, where it is not the number's; `kind`: as what they apply.
    """

    number: int
    name: str
    identity: str
    born: date
    phone: str
    address: str
    email: str
    tax_code: str
    trader: str
    goods: str
    account: str = ""
    kind: str = "person"

    @property
    def subject(self) -> str:
        """The opaque subject of their token."""
        return self.account or f"applicant:{self.number}"

    @property
    def file(self) -> str:
        """The name of an uploaded file."""
        return f"Giấy tờ của {self.name}.pdf"

    @property
    def application(self) -> dict[str, Any]:
        """The body of `application` when a dossier of procedure 2.000004 is begun."""
        return self.application_for("2.000004")

    def application_for(self, procedure: str) -> dict[str, Any]:
        """The body of `application` when a dossier of this procedure is begun."""
        forms = {"2.000004": self._promotion, "2.000635": self._extract, "1.009994": self._permit}
        return {"applicant": self._who(), "answers": forms[procedure]()}

    def signed_in(self, account: str, name: str, number: str, born: str, kind: str) -> Applicant:
        """The same dossier of somebody whose sign-in proves who they are."""
        return replace(self, account=account, name=name, identity=number, born=date.fromisoformat(born), kind=kind)

    def _who(self) -> dict[str, Any]:
        match self.kind:
            case "organisation":
                own = {"kind": self.kind, "form": "enterprise", **self.unit, **self._reached}
                return {**own, "representative": self.someone}
            case "group":
                child = {"name": f"{self.name} Nhỏ", "identity": {"kind": "none", "reason": "Chưa đăng ký khai sinh"}}
                child |= {"phone": self.phone, "address": self._home}
                contact = self.someone | self._reached
                return {"kind": self.kind, "form": "household", "contact": contact, "others": [child]}
            case _:
                return {"kind": self.kind, **self.someone, **self._reached}

    @property
    def unit(self) -> dict[str, str]:
        """Their company."""
        return {"name": self.trader, "tax_code": self.tax_code}

    @property
    def _home(self) -> dict[str, str]:
        return {"line": self.address, "province": PROVINCE, "commune": COMMUNE}

    @property
    def _reached(self) -> dict[str, Any]:
        return {"phone": self.phone, "email": self.email, "address": self._home}

    @property
    def someone(self) -> dict[str, Any]:
        """They as one of the persons who have to do with a dossier."""
        identity = {"kind": "citizen-id", "number": self.identity}
        return {"name": self.name, "identity": identity, "born": self.born.isoformat(), "phone": self.phone}

    def _extract(self) -> dict[str, Any]:
        return {"registered_name": self.name, "registration_year": 1980 + self.number % 40, "copies": 2}

    def _permit(self) -> dict[str, Any]:
        plot, floors = f"Thửa {self.number}, tờ bản đồ 12", 1 + self.number % 4
        return {"plot": plot, "site_address": self.address, "floor_area": 96.5, "floors": floors}

    def _promotion(self) -> dict[str, Any]:
        return {
            "trader_name": self.trader,
            "tax_code": self.tax_code,
            "address": self.address,
            "contact_name": self.name,
            "contact_phone": self.phone,
            "contact_email": self.email,
            "promotion_name": f"Quay số trúng thưởng: {self.goods}",
            "promoted_goods": self.goods,
            "area": "Tỉnh Hòa Giang",
            "start_date": "2027-03-01",
            "end_date": "2027-03-31",
            "prize_value": 48_000_000,
        }

    @property
    def secrets(self) -> tuple[str, ...]:
        """What may be stored in intake's database and must be nowhere else."""
        return (self.name, self.identity, self.phone, self.address, self.email, self.tax_code, self.trader)


def applicants(count: int) -> list[Applicant]:
    """The first applicants; the same at every run."""
    return list(islice(_people(), count))


def _people() -> Iterator[Applicant]:
    dice = random.Random(2_000_004)  # noqa: S311  # the same people at every run, nothing secret
    names = [f"{surname} {given}" for given in GIVEN for surname in SURNAMES]
    dice.shuffle(names)
    for number, name in enumerate(cycle(names), 1):
        born = date(dice.randrange(1950, 2006), dice.randrange(1, 13), dice.randrange(1, 29))
        century = 2 * (born.year // 100 - 19) + dice.randrange(2)
        yield Applicant(
            number=number,
            name=name,
            identity=f"099{century}{born.year % 100:02d}{dice.randrange(10**6):06d}",
            born=born,
            phone=f"0199{dice.randrange(10**6):06d}",
            address=f"Số {dice.randrange(2, 900)} ngõ {dice.randrange(2, 90)} đường {dice.choice(STREETS)}, Hòa Giang",
            email=f"thu.{number}.{dice.randrange(10**6):06d}@hoagiang.example",
            tax_code=f"99{dice.randrange(10**8):08d}",
            trader=f"Công ty TNHH {name}",
            goods=dice.choice(GOODS),
            kind=KINDS.get(number % 30, "person"),
        )
