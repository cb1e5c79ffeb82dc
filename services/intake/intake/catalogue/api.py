"""Routes of the catalogue: procedures and calendars, published by an operator, read by anybody."""

from shared.catalogue import catalogue
from shared.contracts.intake import CalendarPublished, ProcedurePublished

procedures = catalogue("procedures", "procedure", ProcedurePublished)
calendars = catalogue("calendars", "calendar", CalendarPublished)
