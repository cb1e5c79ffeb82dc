"""The registry of every service: what each receives and emits."""

from __future__ import annotations

from typing import Any

from intake.registry import REGISTRY as INTAKE
from payment.registry import REGISTRY as PAYMENT
from postal.registry import REGISTRY as POSTAL
from shared.kernel.registry import Registry
from sync_gateway.registry import REGISTRY as SYNC_GATEWAY
from workflow.registry import REGISTRY as WORKFLOW

REGISTRIES: tuple[Registry[Any], ...] = (INTAKE, WORKFLOW, PAYMENT, POSTAL, SYNC_GATEWAY)
