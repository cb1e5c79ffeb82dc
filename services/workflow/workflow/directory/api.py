"""Routes of the directory and the routes dossiers take: published by an operator, read by anybody."""

from shared.catalogue import catalogue
from shared.contracts.workflow import AgenciesPublished, RoutePublished

agencies = catalogue("agencies", "agencies", AgenciesPublished)
routes = catalogue("routes", "route", RoutePublished)
