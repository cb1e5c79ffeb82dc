"""The services of the house, by what they hear and say: for the laws, the map, and everything that goes through all."""

from __future__ import annotations

from typing import Any

from intake.hearing import HEARING as INTAKE
from payment.hearing import HEARING as PAYMENT
from postal.hearing import HEARING as POSTAL
from shared.kernel.registry import Hearing
from sync_gateway.hearing import HEARING as SYNC_GATEWAY
from workflow.hearing import HEARING as WORKFLOW

HEARINGS: tuple[Hearing[Any], ...] = (INTAKE, WORKFLOW, PAYMENT, POSTAL, SYNC_GATEWAY)
