"""The notices' statements for those who read them."""

from __future__ import annotations

#: A request is a stream of its own, as a dossier is.
OF_DOSSIER = "select id from notices where dossier = $1"
#: What a notice is about: a dossier, a request, or a mandate.
ABOUT = """
select n.dossier,
    case when r.id is not null then 'request' when m.id is not null then 'mandate' else 'dossier' end as kind
from notices n left join requests r on r.id = n.dossier left join mandates m on m.id = n.dossier where n.id = $1
"""
