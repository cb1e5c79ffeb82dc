"""Routes of the directory and the routes dossiers take: published by an operator, read by anybody."""

from shared.contracts.workflow import AgenciesPublished, RoutePublished
from shared.web.catalogue import catalogue

agencies = catalogue("agencies", "agencies", AgenciesPublished)
routes = catalogue("routes", "route", RoutePublished)
