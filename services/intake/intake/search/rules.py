"""What is looked for. Pure."""

from __future__ import annotations

from intake.search.models import Search
from intake.word.rules import Word, words_in
from shared.kernel.errors import FieldError, Invalid

WORDS = 20  # of a name that are compared


def sought(search: Search) -> list[Word]:
    """The words that a dossier has to have. Raises Invalid for a search that would find too much."""
    named = words_in(search.name or "")[:WORDS]
    if not (search.code or search.identity or search.telephone or named):
        en, vi = "Give a code, an identity, a telephone or a name.", "Nhập mã hồ sơ, số giấy tờ, điện thoại hoặc tên."
        raise Invalid(en, vi, [FieldError("", "one_of", vi, en)])
    if not (search.code or search.identity or search.telephone) and max(map(len, named)) == 1:
        en, vi = "A letter alone names nobody: give a whole word.", "Một chữ cái không đủ để tìm, hãy nhập cả tên."
        raise Invalid(en, vi, [FieldError("/name", "too_short", vi, en)])
    given = (("identity", search.identity), ("telephone", search.telephone), ("procedure", search.procedure))
    return [*(("name", word) for word in named), *((kind, value) for kind, value in given if value)]
