"""The statement of who has looked at a dossier."""

from __future__ import annotations

#: The latest looks at one, the last first.
LOOKS = """
select subject, role, agency, why, hour from accesses where dossier = $1
order by hour desc, subject, role, agency, why limit 500
"""
