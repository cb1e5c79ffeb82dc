"""Who may read a consignment, written once: for its dossier in memory and for columns. No command moves one."""

from shared.reference.dossier import reads

__all__ = ["reads"]
