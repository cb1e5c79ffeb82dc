"""The rights, their clocks and the grounds of a refusal, kept in `rights.toml`. Pure after loading."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files

from intake.rights.models import Clock, Ground, Right
from shared.contracts.names import Name

REGISTER = tomllib.loads(files(__package__).joinpath("rights.toml").read_text("utf-8"))
CLOCKS: Mapping[Right, Clock] = {one.code: one for one in map(Clock.model_validate, REGISTER["right"])}
GROUNDS: Mapping[str, Ground] = {one.code: one for one in map(Ground.model_validate, REGISTER["ground"])}

RIGHT_NAMES: Mapping[str, Name] = {str(one.code): Name(one.title.vi, one.title.en) for one in CLOCKS.values()}
GROUND_NAMES: Mapping[str, Name] = {one.code: Name(one.title.vi, one.title.en) for one in GROUNDS.values()}
