"""Routes of the catalogue: procedures and calendars, published by an operator, read by anybody."""

from intake.catalogue.rules import has_a_usable_form
from shared.contracts.intake import CalendarPublished, ProcedurePublished
from shared.web.catalogue import catalogue

procedures = catalogue("procedures", "procedure", ProcedurePublished, has_a_usable_form)
calendars = catalogue("calendars", "calendar", CalendarPublished)
