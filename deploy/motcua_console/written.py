"""What was written with an application, as rows of a page: who applies, for whom else, and the answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from motcua_console.words import Words


def _(sentence: str) -> str:
    """Marks a sentence for the catalogues."""
    return sentence


class Block(NamedTuple):
    """A heading, and what stands under it: names and values."""

    title: str
    rows: list[tuple[str, str]]


KINDS: Mapping[str, str] = {
    "person": _("Person"),
    "enterprise": _("Enterprise"),
    "household-business": _("Household business"),
    "other": _("Organisation"),
    "co-owners": _("Co-owners"),
    "household": _("Household"),
}
PAPERS: Mapping[str, str] = {
    "citizen-id": _("Personal identity number"),
    "identity-certificate": _("Identity certificate"),
    "passport": _("Passport"),
    "old-id": _("Old identity card"),
    "none": _("No identity paper"),
}


def blocks(
    application: Mapping[str, Any], form: Mapping[str, Any], places: Mapping[str, str], words: Words
) -> list[Block]:
    """All that was written. `form`: the JSON Schema of the procedure; `places`: names of provinces and communes."""
    applicant = application["applicant"]
    kind = words.say(KINDS[applicant.get("form") or applicant["kind"]])
    found = [
        Block(
            " · ".join((words.say(_("Applicant")), kind)),
            list(_someone(applicant.get("contact") or applicant, places, words)),
        )
    ]
    others = [(words.say(_("Co-applicant")), each) for each in applicant.get("others") or ()]
    for name, title in (
        ("representative", _("Legal representative")),
        ("submitter", _("Submitter")),
        ("receiver", _("Who receives the result")),
    ):
        others += [(words.say(title), applicant[name])] if applicant.get(name) else []
    found += [Block(title, list(_someone(each, places, words))) for title, each in others]
    return [*found, Block(words.say(_("Answers")), list(_answers(form, application["answers"], words)))]


def _someone(who: Mapping[str, Any], places: Mapping[str, str], words: Words) -> Iterator[tuple[str, str]]:
    yield words.say(_("Name")), who["name"]
    if identity := who.get("identity"):
        number = identity.get("number") or identity.get("reason", "")
        yield words.say(PAPERS[identity["kind"]]), " ".join(each for each in (number, identity.get("country")) if each)
    if who.get("tax_code"):
        yield words.say(_("Tax code")), who["tax_code"]
    if who.get("born"):
        yield words.say(_("Born")), words.day(who["born"])
    yield words.say(_("Telephone")), who["phone"]
    if who.get("email"):
        yield words.say(_("E-mail")), who["email"]
    if address := who.get("address"):
        codes = (address.get("commune"), address.get("province"))
        yield words.say(_("Address")), ", ".join([address["line"], *(places.get(each, each) for each in codes if each)])


def _answers(form: Mapping[str, Any], answers: Mapping[str, Any], words: Words) -> Iterator[tuple[str, str]]:
    """In the order of the form; what it does not know any more comes last, under its own name."""
    asked = form.get("properties", {})
    for name in (*asked, *(name for name in answers if name not in asked)):
        if answers.get(name) not in (None, ""):
            field = asked.get(name, {})
            title = field.get("title" if words.language == "vi" else "x-title-en") or field.get("title") or name
            yield title, _value(field, answers[name], words)


def _value(field: Mapping[str, Any], value: Any, words: Words) -> str:
    match value:
        case bool():
            return words.say(_("yes")) if value else words.say(_("no"))
        case int() | float():
            return words.number(value) if abs(value) > 9999 else str(value)  # noqa: PLR2004  # a year is not grouped
        case list():
            return "; ".join(_value(field.get("items", {}), each, words) for each in value)
        case dict():
            return "; ".join(f"{name}: {each}" for name, each in _answers(field, value, words))
        case str() if field.get("format") == "date":
            return words.day(value)
    return str(value)
