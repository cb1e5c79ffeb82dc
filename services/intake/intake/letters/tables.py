"""The notices' statements for those who read them."""

from __future__ import annotations

OF_DOSSIER = "select id from notices where dossier = $1"
#: What a notice is about: a dossier, or a request.
ABOUT = """
select n.dossier, r.id is not null as requested from notices n left join requests r on r.id = n.dossier
where n.id = $1
"""
